//! The example menus. They are programs, which can't be linked to, so their sources are included as modules.

#[path = "../../../ivr-runtime/examples/after_hours.rs"]
pub mod after_hours;
#[path = "../../../ivr-runtime/examples/bank.rs"]
pub mod bank;
#[path = "../../../ivr-runtime/examples/bistro.rs"]
pub mod bistro;
#[path = "../../../ivr-runtime/examples/call_back.rs"]
pub mod call_back;
#[path = "../../../ivr-runtime/examples/city_hall/main.rs"]
pub mod city_hall;
#[path = "../../../ivr-runtime/examples/clinic.rs"]
pub mod clinic;
#[path = "../../../ivr-runtime/examples/delivery.rs"]
pub mod delivery;
#[path = "../../../ivr-runtime/examples/hotel.rs"]
pub mod hotel;
#[path = "../../../ivr-runtime/examples/hotline.rs"]
pub mod hotline;
#[path = "../../../ivr-runtime/examples/street_phone.rs"]
pub mod street_phone;
#[path = "../../../ivr-runtime/examples/survey.rs"]
pub mod survey;
