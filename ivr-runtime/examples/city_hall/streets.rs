//! Streets.

ivr_runtime::ivr_part! {
    /// The desks of this department.
    pub(crate) part streets() => #[allow(too_many_options)] menu desks {
        "Streets. {options}."

        0 "report a hole" => desk("+6568840000") as desk_0,
        1 "report a lamp" => desk("+6568841000") as desk_1,
        2 "report a sign" => desk("+6568842000") as desk_2,
        3 "report snow" => desk("+6568843000") as desk_3,
        4 "ask about road works" => desk("+6568844000") as desk_4,
        5 "ask for a parking permit" => desk("+6568845000") as desk_5,
        6 "pay a parking fine" => desk("+6568846000") as desk_6,
        7 "report a wreck" => desk("+6568847000") as desk_7,
        8 "talk about cycle paths" => desk("+6568848000") as desk_8,
        9 "talk to an engineer" => desk("+6568849000") as desk_9,
        '*' "go back" => goto main_menu,
    }
}
