//! Culture.

ivr_runtime::ivr_part! {
    /// The desks of this department.
    pub(crate) part culture() => #[allow(too_many_options)] menu desks {
        "Culture. {options}."

        0 "renew a book" => desk("+6568880000") as desk_0,
        1 "reserve a book" => desk("+6568881000") as desk_1,
        2 "ask for the library's hours" => desk("+6568882000") as desk_2,
        3 "book a concert" => desk("+6568883000") as desk_3,
        4 "book a tour" => desk("+6568884000") as desk_4,
        5 "apply for a grant" => desk("+6568885000") as desk_5,
        6 "rent a stage" => desk("+6568886000") as desk_6,
        7 "ask about clubs" => desk("+6568887000") as desk_7,
        8 "ask about swimming" => desk("+6568888000") as desk_8,
        9 "talk to the archive" => desk("+6568889000") as desk_9,
        '*' "go back" => goto main_menu,
    }
}
