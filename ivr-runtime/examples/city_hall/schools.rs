//! Schools.

ivr_runtime::ivr_part! {
    /// The desks of this department.
    pub(crate) part schools() => #[allow(too_many_options)] menu desks {
        "Schools. {options}."

        0 "register a child" => desk("+6568860000") as desk_0,
        1 "change schools" => desk("+6568861000") as desk_1,
        2 "ask about meals" => desk("+6568862000") as desk_2,
        3 "ask about buses" => desk("+6568863000") as desk_3,
        4 "report an absence" => desk("+6568864000") as desk_4,
        5 "ask for a tutor" => desk("+6568865000") as desk_5,
        6 "ask about holidays" => desk("+6568866000") as desk_6,
        7 "book a hall" => desk("+6568867000") as desk_7,
        8 "apply for a job" => desk("+6568868000") as desk_8,
        9 "talk to an inspector" => desk("+6568869000") as desk_9,
        '*' "go back" => goto main_menu,
    }
}
