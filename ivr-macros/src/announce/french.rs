//! The words of French prompts.

use super::sense::{Sense, Tables};

pub(super) const TABLES: Tables = Tables {
    senses: &[
        (
            Sense::Press,
            "appuyez appuyer appuyant appuie pressez presser pressant enfoncez enfoncer",
        ),
        (
            Sense::Choose,
            "choisissez choisir selectionnez selectionner faites faire utilisez",
        ),
        (
            Sense::Enter,
            "entrez entrer saisissez saisir tapez taper tapant",
        ),
        (Sense::Dial, "composez composer composant"),
        (Sense::Say, "dites dire"),
        (Sense::Abroad, "appuyez tapez composez"),
        (
            Sense::Filler,
            "le la les l un une sur simplement maintenant chiffre numero signe symbole alors \
             donc",
        ),
        (Sense::KeyNoun, "touche touches bouton"),
        (Sense::OptionNoun, "option options choix"),
        (Sense::Scale, "echelle"),
        (Sense::Sign, "chiffre numero signe symbole"),
        (Sense::Or, "ou et"),
        (Sense::To, "a jusqu"),
        (Sense::From, "de entre"),
        (Sense::Between, "entre"),
        (Sense::Of, "de des d"),
        (Sense::Opener, "pour si afin quand lorsque"),
        (
            Sense::Follow,
            "maintenant pour si afin a quand puis sur s sinon",
        ),
        (
            Sense::Preposition,
            "a au de du des d en rue numero etage porte quai pour sur et ou le la les poste \
             est sont chambre salle voie apres avant vers",
        ),
        (
            Sense::Count,
            "h heure heures minute minutes seconde secondes jour jours semaine semaines mois \
             an ans annee personnes personne convives couverts messages message fois chiffres \
             touches euros euro nouveaux nouvelles etoiles etage instant moment nuits adultes \
             enfants",
        ),
        (Sense::Clock, "midi minuit"),
        (Sense::Not, "ne n pas sans jamais inutile"),
        (Sense::Light, "d de besoin est"),
        (Sense::Any, "quelconque importe"),
        (Sense::Other, "autre autres"),
        (
            Sense::Input,
            "numero code compte poste chiffres date naissance reference carte identifiant \
             client montant pin dossier",
        ),
        (
            Sense::Finish,
            "et suivi suivie suivis puis terminez terminer termine fini ensuite validez \
             valider finissez",
        ),
        (
            Sense::Emergency,
            "urgence urgences raccrochez samu pompiers police",
        ),
        (Sense::Keypad, "clavier telephone"),
        (Sense::Copula, "est"),
        (
            Sense::Plain,
            "pour si le la les l un une des de du d et ou en a au aux sur avec votre vos \
             notre nos vous nous est etes parler connaitre ecouter souhaitez voulez c ce \
             cette ces autre autres toute toutes tout menu option choix ne pas n y que qu \
             service",
        ),
    ],
    keys: &[
        ("0", "zero"),
        ("1", "un"),
        ("2", "deux"),
        ("3", "trois"),
        ("4", "quatre"),
        ("5", "cinq"),
        ("6", "six"),
        ("7", "sept"),
        ("8", "huit"),
        ("9", "neuf"),
        ("10", "dix"),
        ("11", "onze"),
        ("12", "douze"),
        ("*", "etoile asterisque"),
        ("#", "diese"),
    ],
    endings: &[
        "ations", "ation", "ements", "ement", "ions", "ion", "issez", "eurs", "eur", "ees", "ez",
        "er", "ir", "ee", "es", "ant", "s", "e",
    ],
};
