use super::place::{Placed, place};
use super::route::route;
use super::{Graph, Kind};
use crate::fixture::Demo;
use crate::menu::{
    ArmDescription, BranchDescription, Description, EnterBy, StateDescription, StateKind,
    StepDescription, Tree, Trigger,
};

#[test]
fn every_state_is_drawn_once_and_every_branch_has_its_way() {
    let svg = Graph::new(Demo::description()).svg();
    for state in ["main_menu", "ivr-1-stage-2", "post_call"] {
        let drawn = svg.matches(&format!(r#"data-state="{state}""#)).count();
        assert_eq!(drawn, 1, "{state}");
    }
    for on in ["1", "2", "3", "8 9", "silence", "leg-busy", "other"] {
        assert!(svg.contains(&format!(r#"data-on="{on}""#)), "{on}");
    }
}

#[test]
fn what_is_written_in_a_tree_is_text_in_every_format() {
    let tree: &'static Description = Box::leak(Box::new(Description {
        name: "Tree",
        doc: "Keys < & > \"quotes\"",
        start: 0,
        states: Box::leak(Box::new([StateDescription {
            kind: StateKind::Menu {
                prompt: "Say \"<script>\" & \\ press # now\u{7}",
                recordings: &[],
            },
            branches: &[],
            ..Demo::description().states[0]
        }])),
        fallbacks: &[],
        failure: &[],
        file: "",
        ..*Demo::description()
    }));
    let graph = Graph::new(tree);
    let svg = graph.svg();
    assert!(!svg.contains("<script>") && !svg.contains('\u{7}'), "{svg}");
    assert!(svg.contains("&quot;&lt;script&gt;&quot; &amp; \\ press #"));
    assert!(graph.dot().contains(r#"\"<script>\" & \\ press"#));
    assert!(
        graph
            .mermaid()
            .contains("#quot;#lt;script#gt;#quot; & \\ press #35;")
    );
}

#[test]
fn other_programs_get_the_same_nodes_and_ways() {
    let graph = Graph::new(Demo::description());
    let (dot, mermaid) = (graph.dot(), graph.mermaid());
    assert_eq!(dot.matches(" -> ").count(), graph.edges.len());
    assert_eq!(dot.matches("style=dashed").count(), 4);
    assert_eq!(mermaid.matches("-.->").count(), 4);
    assert!(mermaid.contains("{\"desk.book(call).await\"}"), "{mermaid}");
}

/// A tree of this number of menus, three nested in each, with lookups and jumps back and across.
fn large(menus: usize) -> &'static Description {
    let leak = |steps: Vec<StepDescription>| -> &'static [StepDescription] { steps.leak() };
    let enter = |state: usize, by| {
        leak(vec![StepDescription::Enter {
            state: Some(state),
            by,
        }])
    };
    let mut states = Vec::new();
    for at in 0..menus {
        let mut branches = Vec::new();
        let mut branch = |key: char, steps| {
            let on: &'static [Trigger] = vec![Trigger::Key(key)].leak();
            branches.push(BranchDescription {
                on,
                binding: None,
                label: None,
                steps,
                line: 1,
            });
        };
        for (key, child) in ('1'..).zip(3 * at + 1..3 * at + 4) {
            if child < menus {
                branch(key, enter(child, EnterBy::Menu));
            }
        }
        if 3 * at + 1 >= menus {
            let arms: &'static [ArmDescription] = vec![
                ArmDescription {
                    pattern: "Answer::Found",
                    steps: leak(vec![StepDescription::Say(&[
                        "We have found it, thank you.",
                    ])]),
                },
                ArmDescription {
                    pattern: "Answer::Lost",
                    steps: enter(at * 7 % menus, EnterBy::Goto),
                },
            ]
            .leak();
            let question = "desk.find(call, Thing::Umbrella).await?";
            branch('4', leak(vec![StepDescription::Match { question, arms }]));
            branch('5', enter(at, EnterBy::Repeat));
        }
        if at > 0 {
            branch('8', enter((at - 1) / 3, EnterBy::Back));
            branch('9', enter(0, EnterBy::Goto));
        }
        states.push(StateDescription {
            name: format!("menu_{at}").leak(),
            client_action_id: format!("menu_{at}").leak(),
            kind: StateKind::Menu {
                prompt: "Press 1, 2 or 3 to go on, 8 to go back, or 9 for the main menu.",
                recordings: &[],
            },
            parent: (at > 0).then(|| at.saturating_sub(1) / 3),
            branches: branches.leak(),
            ..Demo::description().states[0]
        });
    }
    Box::leak(Box::new(Description {
        name: "Large",
        states: states.leak(),
        ..*Demo::description()
    }))
}

/// The node that contains a point, away from its edge.
fn inside(placed: &Placed, x: f64, y: f64) -> Option<usize> {
    placed.nodes.iter().position(|place| {
        let beside = place.x + 1.0 < x && x < place.right() - 1.0;
        beside && place.top() + 1.0 < y && y < place.bottom() - 1.0
    })
}

#[test]
fn nothing_lies_upon_anything_else() {
    for tree in [Demo::description(), large(1), large(7), large(100)] {
        let graph = Graph::new(tree);
        let placed = place(&graph, (400.0, 80.0));
        for (at, one) in placed.nodes.iter().enumerate() {
            for other in &placed.nodes[at + 1..] {
                let beside = one.column != other.column;
                let apart = one.bottom() < other.top() || other.bottom() < one.top();
                assert!(beside || apart, "{one:?} {other:?}");
            }
        }
        // An edge may rise and fall between columns, but is level across a column.
        for (edge, way) in graph.edges.iter().zip(route(&graph, &placed)) {
            for pair in way.points.windows(2) {
                if (pair[0].1 - pair[1].1).abs() < 0.05 {
                    let (x, y) = (f64::midpoint(pair[0].0, pair[1].0), pair[0].1);
                    assert_eq!(inside(&placed, x, y), None, "{edge:?} {way:?}");
                } else {
                    let column = |x: f64| placed.columns.iter().filter(|c| c.0 < x).count();
                    let wide = column(pair[0].0).abs_diff(column(pair[1].0));
                    assert!(wide <= 1, "{edge:?} {way:?}");
                }
            }
        }
    }
}

#[test]
fn ways_down_never_cross() {
    let graph = Graph::new(large(100));
    let placed = place(&graph, (0.0, 0.0));
    let ways = route(&graph, &placed);
    let down = |kind: &Kind| !matches!(kind, Kind::Heading(_));
    let spans: Vec<_> = graph
        .edges
        .iter()
        .zip(&ways)
        .filter(|(edge, _)| !edge.jump && down(&graph.nodes[edge.from].kind))
        .map(|(edge, way)| {
            (
                placed.nodes[edge.from].column,
                way.points[0].1,
                way.points[1].1,
            )
        })
        .collect();
    for (at, one) in spans.iter().enumerate() {
        for other in spans[at + 1..].iter().filter(|other| other.0 == one.0) {
            let (left, right) = (one.1 - other.1, one.2 - other.2);
            assert!(left * right >= 0.0, "{one:?} {other:?}");
        }
    }
}

#[test]
fn what_a_call_begins_with_leads_to_its_first_menu() {
    const RING: &[StepDescription] = &[StepDescription::Match {
        question: "desk.is_open()",
        arms: &[
            ArmDescription {
                pattern: "true",
                steps: &[StepDescription::Enter {
                    state: Some(0),
                    by: EnterBy::Goto,
                }],
            },
            ArmDescription {
                pattern: "false",
                steps: &[
                    StepDescription::Set {
                        name: "missed",
                        value: "true",
                    },
                    StepDescription::Speak("es"),
                    StepDescription::Say(&["Estamos cerrados."]),
                ],
            },
        ],
    }];
    let tree: &'static Description = Box::leak(Box::new(Description {
        ring: RING,
        ..*Demo::description()
    }));
    let graph = Graph::new(tree);
    let start = graph
        .nodes
        .iter()
        .position(|node| node.state == Some("main_menu"));
    let ways: Vec<_> = graph
        .edges
        .iter()
        .filter(|edge| Some(edge.to) == start)
        .collect();
    let down: Vec<_> = ways.iter().filter(|way| !way.jump).collect();
    assert!(
        matches!(down.as_slice(), [way] if way.label == "true"),
        "{ways:?}"
    );
    let svg = graph.svg();
    for text in [
        "When a call comes in",
        "speak es",
        "missed = true",
        "Estamos cerrados.",
    ] {
        assert!(svg.contains(text), "{text}");
    }
    assert!(svg.contains(r#"data-says="Estamos cerrados.""#));
}

#[test]
fn branches_on_more_than_one_key_say_so() {
    let branch = |on, binding| BranchDescription {
        on,
        binding,
        label: None,
        steps: &[StepDescription::Say(&["Thank you."])],
        line: 1,
    };
    let branches: &'static [BranchDescription] = vec![
        branch(&[Trigger::Number { low: 1, high: 20 }], Some("guests")),
        branch(&[Trigger::Digits { min: 4, max: 6 }], Some("pin")),
        branch(&[Trigger::Keys("*9"), Trigger::Key('#')], None),
    ]
    .leak();
    let tree: &'static Description = Box::leak(Box::new(Description {
        states: vec![StateDescription {
            branches,
            ..Demo::description().states[0]
        }]
        .leak(),
        ..*Demo::description()
    }));
    let svg = Graph::new(tree).svg();
    for text in [
        ">guests @ 1..=20<",
        ">pin @ digits(4..=6)<",
        r#"data-on="number-1-20""#,
        r#"data-on="digits-4-6""#,
        r##"data-on="keys-*9 #""##,
    ] {
        assert!(svg.contains(text), "{text}: {svg}");
    }
}
