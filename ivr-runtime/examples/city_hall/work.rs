//! Work.

ivr_runtime::ivr_part! {
    /// The desks of this department.
    pub(crate) part work() => #[allow(too_many_options)] menu desks {
        "Work. {options}."

        0 "register a business" => desk("+6568890000") as desk_0,
        1 "close a business" => desk("+6568891000") as desk_1,
        2 "apply for a market stall" => desk("+6568892000") as desk_2,
        3 "apply for a licence" => desk("+6568893000") as desk_3,
        4 "report an accident" => desk("+6568894000") as desk_4,
        5 "ask about jobs" => desk("+6568895000") as desk_5,
        6 "ask about training" => desk("+6568896000") as desk_6,
        7 "ask about tenders" => desk("+6568897000") as desk_7,
        8 "sell to the city" => desk("+6568898000") as desk_8,
        9 "talk to an adviser" => desk("+6568899000") as desk_9,
        '*' "go back" => goto main_menu,
    }
}
