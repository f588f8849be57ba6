//! The metrics, for Prometheus.

use std::fmt;
use std::num::TryFromIntError;
use std::time::Duration;

use prometheus::{
    Encoder, Gauge, Histogram, HistogramOpts, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
    TextEncoder,
};
use warp::http::StatusCode;

use crate::journal::{self, Journal};
use crate::menu::label::InputLabel;

/// Upper bounds of the histogram's buckets, in seconds.
const SECONDS: [f64; 10] = [
    0.000_25, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.25, 0.5, 1.0,
];

/// All metrics of the server.
pub(super) struct Metrics {
    registry: Registry,
    build: IntGaugeVec,
    requests: IntCounterVec,
    refusals: IntCounterVec,
    answers: IntCounterVec,
    failures: IntCounterVec,
    entered: IntCounterVec,
    inputs: IntCounterVec,
    abandoned: IntCounterVec,
    seconds: Histogram,
    handshakes: IntCounterVec,
    connections_limit: IntGauge,
    /// Empty until there is a certificate.
    certificate: IntGaugeVec,
    waiting: IntGauge,
    waits: Gauge,
    dropped: IntGauge,
    log_dropped: IntGauge,
    /// Open connections of each listener; each connection holds a guard.
    pub(super) connections: IntGaugeVec,
}

impl Metrics {
    /// `most_connections` is the limit of open connections.
    pub(super) fn new(most_connections: usize) -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let build = Opts::new(
            "ivr_build_info",
            "The tree and the versions that are running",
        );
        let build = IntGaugeVec::new(build, &["tree", "version", "runtime"])?;
        registry.register(Box::new(build.clone()))?;
        let counters = |name: &str, help: &str, labels: &[&str]| {
            let counters = IntCounterVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(counters.clone()))?;
            Ok::<_, prometheus::Error>(counters)
        };
        let gauge = |name: &str, help: &str| {
            let gauge = IntGauge::new(name, help)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok::<_, prometheus::Error>(gauge)
        };
        let connections = IntGaugeVec::new(
            Opts::new("ivr_connections", "Open connections by listener"),
            &["listener"],
        )?;
        registry.register(Box::new(connections.clone()))?;
        let certificate = IntGaugeVec::new(
            Opts::new(
                "ivr_tls_certificate_expiry_timestamp_seconds",
                "When the first served certificate expires, in seconds since 1970",
            ),
            &[],
        )?;
        registry.register(Box::new(certificate.clone()))?;
        let waits = Gauge::new(
            "ivr_journal_oldest_seconds",
            "Age of the oldest step queued for the database",
        )?;
        registry.register(Box::new(waits.clone()))?;
        let seconds = HistogramOpts::new(
            "ivr_answer_seconds",
            "Time from a complete body to its answer",
        )
        .buckets(SECONDS.to_vec());
        let seconds = Histogram::with_opts(seconds)?;
        registry.register(Box::new(seconds.clone()))?;
        // Alerts compare with these, so that they are right whatever the limits are.
        let connections_limit = gauge(
            "ivr_connections_limit",
            "Maximum number of open connections",
        )?;
        set(&connections_limit, most_connections);
        let waiting_limit = gauge(
            "ivr_journal_waiting_limit",
            "Maximum number of queued steps; further ones are dropped",
        )?;
        set(&waiting_limit, journal::QUEUED);
        Ok(Self {
            connections_limit,
            build,
            requests: counters(
                "ivr_requests_total",
                "Requests by path and status",
                &["path", "status"],
            )?,
            answers: counters("ivr_answers_total", "Call actions by outcome", &["outcome"])?,
            refusals: counters(
                "ivr_refusals_total",
                "Refused requests by reason",
                &["reason"],
            )?,
            failures: counters(
                "ivr_lookup_failures_total",
                "Failed lookups by reason",
                &["reason"],
            )?,
            entered: counters(
                "ivr_menu_entered_total",
                "Callers who heard a menu's prompt",
                &["menu"],
            )?,
            inputs: counters(
                "ivr_menu_inputs_total",
                "Inputs of callers by menu",
                &["menu", "input"],
            )?,
            abandoned: counters(
                "ivr_menu_abandoned_total",
                "Callers who hung up, by menu",
                &["menu"],
            )?,
            handshakes: counters(
                "ivr_tls_handshake_failures_total",
                "Failed TLS handshakes by reason",
                &["reason"],
            )?,
            certificate,
            seconds,
            waiting: gauge("ivr_journal_waiting", "Steps queued for the database")?,
            waits,
            dropped: gauge("ivr_journal_dropped", "Dropped steps since the start")?,
            log_dropped: gauge("ivr_log_dropped", "Dropped log lines since the start")?,
            connections,
            registry,
        })
    }

    /// Sets the build information.
    pub(super) fn built(&self, tree: &str, version: Option<&str>) {
        let labels = [tree, version.unwrap_or_default(), env!("CARGO_PKG_VERSION")];
        self.build.with_label_values(&labels).set(1);
    }

    pub(super) fn request(&self, path: &str, status: StatusCode) {
        let labels = [path, status.as_str()];
        self.requests.with_label_values(&labels).inc();
    }

    pub(super) fn refused(&self, reason: &str) {
        self.refusals.with_label_values(&[reason]).inc();
    }

    /// Sets the limit of open connections.
    pub(super) fn limit_connections(&self, most: usize) {
        set(&self.connections_limit, most);
    }

    /// Counts a failed TLS handshake.
    pub(super) fn no_tls(&self, reason: &str) {
        self.handshakes.with_label_values(&[reason]).inc();
    }

    /// Sets when the certificate expires, in seconds since 1970.
    pub(super) fn certificate_expires(&self, at: u64) {
        let gauge = self.certificate.with_label_values::<&str>(&[]);
        gauge.set(at.try_into().unwrap_or(i64::MAX));
    }

    pub(super) fn answered(&self, outcome: &str, took: Duration) {
        self.answers.with_label_values(&[outcome]).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    pub(super) fn failed(&self, reason: &str) {
        self.failures.with_label_values(&[reason]).inc();
    }

    pub(super) fn entered(&self, menu: &str) {
        self.entered.with_label_values(&[menu]).inc();
    }

    /// Counts what a caller did at a menu.
    pub(super) fn input(&self, menu: &str, label: InputLabel) {
        let labels = [menu, label.as_str()];
        self.inputs.with_label_values(&labels).inc();
    }

    pub(super) fn abandoned(&self, menu: &str) {
        self.abandoned.with_label_values(&[menu]).inc();
    }

    /// All metrics, in the Prometheus text format.
    pub(super) fn text(
        &self,
        journal: Option<&Journal>,
        log_dropped: u64,
    ) -> Result<String, prometheus::Error> {
        let set_to = |gauge: &IntGauge, count: Result<i64, TryFromIntError>| {
            gauge.set(count.unwrap_or(i64::MAX));
        };
        set_to(&self.log_dropped, log_dropped.try_into());
        if let Some(journal) = journal {
            set_to(&self.waiting, journal.waiting().try_into());
            self.waits.set(journal.waits().as_secs_f64());
            set_to(&self.dropped, journal.dropped().try_into());
        }
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        String::from_utf8(text).map_err(|error| prometheus::Error::Msg(error.to_string()))
    }
}

fn set(gauge: &IntGauge, number: usize) {
    gauge.set(number.try_into().unwrap_or(i64::MAX));
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}
