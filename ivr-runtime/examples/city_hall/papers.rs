//! Papers.

ivr_runtime::ivr_part! {
    /// The desks of this department.
    pub(crate) part papers() => #[allow(too_many_options)] menu desks {
        "Papers. {options}."

        0 "renew your passport" => desk("+6568800000") as desk_0,
        1 "renew your identity card" => desk("+6568801000") as desk_1,
        2 "report a lost paper" => desk("+6568802000") as desk_2,
        3 "register a birth" => desk("+6568803000") as desk_3,
        4 "register a marriage" => desk("+6568804000") as desk_4,
        5 "register a death" => desk("+6568805000") as desk_5,
        6 "change your name" => desk("+6568806000") as desk_6,
        7 "change your address" => desk("+6568807000") as desk_7,
        8 "have a copy certified" => desk("+6568808000") as desk_8,
        9 "apply for a visa" => desk("+6568809000") as desk_9,
        '*' "go back" => goto main_menu,
    }
}
