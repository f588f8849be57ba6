//! Tests of the example menus: a call or two through each, and every edge.

// Each example has a `main`, which is unused here.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use clap::{Args, Parser};
use ivr_runtime::carrier::eight_by_eight::EightByEight;
use ivr_runtime::{Clock, Hours, Outcome, testing};
use ivr_runtime::{Tree, carrier};
use testing::{call, call_out, walk, walk_at, walk_from};

#[path = "../examples/after_hours.rs"]
mod after_hours;
#[path = "../examples/bank.rs"]
mod bank;
#[path = "../examples/bistro.rs"]
mod bistro;
#[path = "../examples/call_back.rs"]
mod call_back;
#[path = "../examples/city_hall/main.rs"]
mod city_hall;
#[path = "../examples/clinic.rs"]
mod clinic;
#[path = "../examples/delivery.rs"]
mod delivery;
#[path = "../examples/hotel.rs"]
mod hotel;
#[path = "../examples/hotline.rs"]
mod hotline;
#[path = "../examples/street_phone.rs"]
mod street_phone;
#[path = "../examples/survey.rs"]
mod survey;

#[derive(Parser)]
struct Line<O: Args> {
    #[command(flatten)]
    options: O,
}

/// The settings of an example with these arguments.
fn told<O: Args>(arguments: &[&str]) -> O {
    Line::<O>::parse_from([&["example"], arguments].concat()).options
}

/// Opening hours, as of Monday, 23 November 2026, 20:30 in Singapore.
fn hours(text: &str) -> Hours {
    let hours: Hours = text.parse().unwrap();
    hours.with_clock(Clock::stopped("2026-11-23T12:30:00Z".parse().unwrap()))
}

const LATE: &str = "zone = 'Asia/Singapore'\nweek.daily = '9:00-22:00'";
const EARLY: &str = "zone = 'Asia/Singapore'\nweek.daily = '9:00-18:00'";
const ALWAYS: &str = "zone = 'Asia/Singapore'\nweek.daily = '0:00-24:00'";
const NEVER: &str = "zone = 'Asia/Singapore'\nweek = {}";

async fn call_back() {
    let support = || told::<call_back::Support>(&[]);
    call_out::<call_back::CallBack>(&support())
        .hears("press 1")
        .presses('7')
        .hears("not a valid choice")
        .presses('2')
        .transfer_ends(Outcome::Busy)
        .hears("We will call you again.")
        .ends()
        .await;
    walk::<call_back::CallBack>(async || support())
        .await
        .assert_complete();
    is_heard_alike::<call_back::CallBack>(async || support()).await;
}

async fn clinic() {
    let practice = |text: &str| clinic::Practice {
        hours: hours(text),
        ..told(&[])
    };
    call::<clinic::Clinic>(&practice(EARLY))
        .hears("In an emergency press 0. Press 1 to hear our hours")
        .presses('1')
        .hears_exactly("We are closed. We open tomorrow at 9 AM.")
        .presses('0')
        .is_put_through_to("+6598880002")
        .transfer_ends(Outcome::NoAnswer)
        .hears("Stay on the line")
        .is_put_through_to("+6568880995")
        .await;
    call::<clinic::Clinic>(&practice(LATE))
        .presses('1')
        .hears_exactly("We are open until 10 PM.")
        .await;
    let mut walked = walk::<clinic::Clinic>(async || practice(LATE)).await;
    for text in [EARLY, ALWAYS, NEVER] {
        walked = walked.and(walk::<clinic::Clinic>(async || practice(text)).await);
    }
    walked.assert_complete();
    is_heard_alike::<clinic::Clinic>(async || practice(LATE)).await;
}

async fn bank() {
    let ledger = |pin: &str| told::<bank::Ledger>(&["--pin", pin]);
    call::<bank::Bank>(&ledger("4071"))
        .presses('2')
        .presses("11111111")
        .hears("No tenemos esa cuenta")
        .presses("12345678")
        .presses("1234")
        .presses("4071")
        .presses('1')
        .hears_exactly("En la cuenta que termina en 5 6 7 8 tiene 1250 pesos con 50 centavos.")
        .await;
    let other = || told::<bank::Ledger>(&["--account", "87654321"]);
    walk::<bank::Bank>(async || ledger("1234"))
        .await
        .and(walk::<bank::Bank>(async || ledger("4071")).await)
        .and(walk::<bank::Bank>(async || other()).await)
        .assert_complete();
    is_heard_alike::<bank::Bank>(async || ledger("1234")).await;
}

async fn hotel() {
    let house = || told::<hotel::House>(&[]);
    call::<hotel::Hotel>(&house())
        .presses("4217")
        .hears("Calling room 4 2 1 7.")
        .is_put_through_to("+6568004217")
        .transfer_ends(Outcome::NoAnswer)
        .hears("does not answer")
        .is_at("reception")
        .await;
    call::<hotel::Hotel>(&house())
        .presses("4000")
        .hears("ballroom")
        .presses('7')
        .is_at("main_menu~1")
        .stays_silent()
        .is_at("main_menu~1~1")
        .presses('7')
        .is_at("main_menu~2~1")
        .stays_silent()
        .ends()
        .await;
    walk::<hotel::Hotel>(async || house())
        .await
        .assert_complete();
    is_heard_alike::<hotel::Hotel>(async || house()).await;
}

async fn hotline() {
    call::<hotline::Heat>(&())
        .presses('4')
        .presses('1')
        .hears("Trinken Sie")
        .hears("drücken Sie die Sterntaste")
        .presses("*")
        .is_at("language~de")
        .presses("*")
        .is_at("language~de")
        .presses('3')
        .hears("Pour savoir que faire, tapez 1")
        .await;
    walk::<hotline::Heat>(async || ()).await.assert_complete();
    is_heard_alike::<hotline::Heat>(async || ()).await;
}

async fn delivery() {
    let parcels = delivery::Parcels;
    for (order, told) in [
        ("1#", "Order 1 is packed"),
        (
            "200417#",
            "Tuesday the 24th of November, between 9 AM and 12:30 PM.",
        ),
        ("000014#", "Your neighbour Ana has it."),
        ("9#", "no such order"),
    ] {
        call::<delivery::Delivery>(&parcels)
            .presses(order)
            .hears(told)
            .await;
    }
    walk::<delivery::Delivery>(async || delivery::Parcels)
        .await
        .assert_complete();
    is_heard_alike::<delivery::Delivery>(async || delivery::Parcels).await;
}

async fn survey() {
    let answers = survey::Answers::default();
    for (count, guest) in [(1, "1st"), (2, "2nd")] {
        call_out::<survey::Survey>(&answers)
            .presses('1')
            .presses('5')
            .presses('4')
            .presses('8')
            .is_at("staff~1")
            .presses('3')
            .hears(&format!("You are the {guest} guest"))
            .ends()
            .await;
        assert_eq!(answers.points(), 12 * count);
    }
    walk::<survey::Survey>(async || survey::Answers::default())
        .await
        .assert_complete();
    is_heard_alike::<survey::Survey>(async || survey::Answers::default()).await;
}

async fn after_hours() {
    let shop = |text: &str| after_hours::Shop {
        hours: hours(text),
        ..told(&[])
    };
    call::<after_hours::Workshop>(&shop(EARLY))
        .hears_exactly("You have reached the workshop. We open tomorrow at 9 AM.")
        .hears("tow truck")
        .is_at("night")
        .await;
    call::<after_hours::Workshop>(&shop(NEVER))
        .hears("moved for good")
        .ends()
        .await;
    let mut walked = walk::<after_hours::Workshop>(async || shop(LATE)).await;
    for text in [EARLY, NEVER] {
        walked = walked.and(walk::<after_hours::Workshop>(async || shop(text)).await);
    }
    walked.assert_complete();
    is_heard_alike::<after_hours::Workshop>(async || shop(LATE)).await;
}

async fn bistro() {
    let book = |tables: &str| bistro::Book::new(told(&["--tables", tables]));
    let mexico = "+5215512345678";
    call::<bistro::Bistro>(&book("1"))
        .with_number(mexico)
        .hears("Bienvenidos al bistró. Para reservar una mesa, pulse 1")
        .presses('1')
        .presses("21")
        .hears("Un número del 1 al 20")
        .presses("4")
        .hears("Una mesa para 4.")
        .presses('2')
        .presses('1')
        .hears_exactly("Tiene la mesa 1. Hasta pronto.")
        .ends()
        .await;
    call::<bistro::Bistro>(&book("1"))
        .presses('2')
        .is_put_through_to("+6598880001")
        .transfer_ends(Outcome::Busy)
        .is_put_through_to("+6598880002")
        .transfer_ends(Outcome::NoAnswer)
        .hears("One more moment")
        .is_put_through_to("+6598880001")
        .await;
    let mut walked = walk_from::<bistro::Bistro>(mexico, async || book("1")).await;
    for tables in ["0", "1"] {
        walked = walked.and(walk::<bistro::Bistro>(async || book(tables)).await);
    }
    walked
        .and(walk_from::<bistro::Bistro>(mexico, async || book("0")).await)
        .assert_complete();
    is_heard_alike::<bistro::Bistro>(async || book("1")).await;
}

async fn city_hall() {
    let hall = || told::<city_hall::Hall>(&[]);
    call::<city_hall::CityHall>(&hall())
        .presses('5')
        .hears("Waste. Press 0 to order a bin, press 1 to return a bin")
        .presses('1')
        .is_put_through_to("+6568851000")
        .transfer_ends(Outcome::Busy)
        .hears("Nobody is at that desk now.")
        .hears("Waste.")
        .presses('*')
        .is_at("main_menu")
        .await;
    let walk = walk::<city_hall::CityHall>(async || hall()).await;
    let desks = walk.edges().filter(|edge| edge.on == "answered");
    assert_eq!(desks.count(), 100);
    walk.assert_complete();
    is_heard_alike::<city_hall::CityHall>(async || hall()).await;
}

async fn street_phone() {
    let network = || told::<street_phone::Network>(&[]);
    call::<street_phone::StreetPhone>(&network())
        .presses('2')
        .presses('4')
        .hears("Para recibir papeles, pulse 1;")
        .presses('1')
        .hears("La oficina de papeles está en la plaza.")
        .is_at("law_papers")
        .presses('*')
        .is_at("law")
        .presses('*')
        .is_at("topics~es")
        .await;
    let menus = |state: &&ivr_runtime::StateDescription| {
        matches!(state.kind, ivr_runtime::StateKind::Menu { .. })
    };
    let states = <street_phone::StreetPhone as ivr_runtime::Tree>::description().states;
    assert_eq!(states.iter().filter(menus).count(), 34);
    walk::<street_phone::StreetPhone>(async || network())
        .await
        .assert_complete();
    is_heard_alike::<street_phone::StreetPhone>(async || network()).await;
}

/// Asserts that callers of every carrier hear the same, in the same order.
async fn is_heard_alike<T: Tree>(context: impl AsyncFn() -> T::Context) {
    let expected = walk_at::<T>(&EightByEight, &context).await;
    assert!(expected.problems().is_empty(), "{expected}");
    assert!(expected.heard().len() > 2);
    let mut differences = Vec::new();
    let others = carrier::ALL.iter();
    for carrier in others.filter(|carrier| carrier.name() != "eight_by_eight") {
        let walk = walk_at::<T>(*carrier, &context).await;
        assert!(walk.problems().is_empty(), "{carrier:?}: {walk}");
        // An outbound call starts differently at each carrier.
        let calls = walk.heard().iter();
        let calls = calls.filter(|(call, _)| call.starts_with("Inbound"));
        for (call, heard) in calls {
            if expected.heard().get(call) != Some(heard) {
                differences.push(format!("{carrier:?}: {call}: {heard:?}"));
            }
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
}

fn main() -> std::process::ExitCode {
    support::run(support::async_tests![
        call_back,
        clinic,
        bank,
        hotel,
        hotline,
        delivery,
        survey,
        after_hours,
        bistro,
        city_hall,
        street_phone,
    ])
}
