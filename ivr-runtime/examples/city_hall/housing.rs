//! Housing.

ivr_runtime::ivr_part! {
    /// The desks of this department.
    pub(crate) part housing() => #[allow(too_many_options)] menu desks {
        "Housing. {options}."

        0 "apply for a flat" => desk("+6568820000") as desk_0,
        1 "ask for your place in the list" => desk("+6568821000") as desk_1,
        2 "report a damage" => desk("+6568822000") as desk_2,
        3 "report a neighbour" => desk("+6568823000") as desk_3,
        4 "end a contract" => desk("+6568824000") as desk_4,
        5 "ask for a subsidy" => desk("+6568825000") as desk_5,
        6 "talk about heating" => desk("+6568826000") as desk_6,
        7 "talk about lifts" => desk("+6568827000") as desk_7,
        8 "hand in keys" => desk("+6568828000") as desk_8,
        9 "talk to the caretaker" => desk("+6568829000") as desk_9,
        '*' "go back" => goto main_menu,
    }
}
