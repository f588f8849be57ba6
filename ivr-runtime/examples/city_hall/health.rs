//! Health.

ivr_runtime::ivr_part! {
    /// The desks of this department.
    pub(crate) part health() => #[allow(too_many_options)] menu desks {
        "Health. {options}."

        0 "book a vaccination" => desk("+6568870000") as desk_0,
        1 "ask about food safety" => desk("+6568871000") as desk_1,
        2 "report a kitchen" => desk("+6568872000") as desk_2,
        3 "report vermin" => desk("+6568873000") as desk_3,
        4 "ask for a nurse" => desk("+6568874000") as desk_4,
        5 "ask about air" => desk("+6568875000") as desk_5,
        6 "ask about water" => desk("+6568876000") as desk_6,
        7 "talk about addiction" => desk("+6568877000") as desk_7,
        8 "talk about care" => desk("+6568878000") as desk_8,
        9 "talk to a doctor" => desk("+6568879000") as desk_9,
        '*' "go back" => goto main_menu,
    }
}
