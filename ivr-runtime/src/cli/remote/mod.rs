//! The commands that send requests.
//!
//! - [`phone`]: a call through the simulator, which posts its events
//! - [`trigger`]: one event to a running server
//! - [`call`]: a call that a carrier places
//! - [`account`]: `webhooks` and `voices`, which talk to 8x8
//! - [`secret`]: what the first two prove to a server with that they are a carrier

mod account;
mod call;
mod error;
mod phone;
mod secret;
mod trigger;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use futures_util::TryFutureExt as _;

use super::{block_on, ended};
use crate::application::Application;
use crate::menu::Tree;
use account::{VoicesArgs, WebhooksArgs};
use call::CallArgs;
use phone::PhoneArgs;
use trigger::TriggerArgs;

#[derive(Debug, Subcommand)]
pub(super) enum Remote<O: Args> {
    /// Call the menu from this terminal, offline
    Phone(Box<PhoneArgs<O>>),
    /// Send one event to a running server and show the answer
    Trigger(Box<TriggerArgs>),
    /// Have a carrier call somebody
    Call(Box<CallArgs>),
    /// List, set or delete webhooks on the platform
    Webhooks(Box<WebhooksArgs>),
    /// List the platform's voices
    Voices(Box<VoicesArgs>),
}

pub(super) fn run<T: Tree>(command: Remote<<T::Context as Application>::Options>) -> ExitCode
where
    T::Context: Application,
{
    match command {
        Remote::Phone(args) => phone::run::<T>(*args),
        Remote::Trigger(args) => ended(block_on(trigger::trigger(*args).err_into())),
        Remote::Call(args) => ended(block_on(call::call::<T>(*args).err_into())),
        Remote::Webhooks(args) => ended(block_on(account::webhooks(*args).err_into())),
        Remote::Voices(args) => ended(block_on(account::voices(*args).err_into())),
    }
}
