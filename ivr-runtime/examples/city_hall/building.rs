//! Building.

ivr_runtime::ivr_part! {
    /// The desks of this department.
    pub(crate) part building() => #[allow(too_many_options)] menu desks {
        "Building. {options}."

        0 "apply for a permit" => desk("+6568830000") as desk_0,
        1 "ask for the state of a permit" => desk("+6568831000") as desk_1,
        2 "object to a permit" => desk("+6568832000") as desk_2,
        3 "book an inspection" => desk("+6568833000") as desk_3,
        4 "report a danger" => desk("+6568834000") as desk_4,
        5 "ask for a plan" => desk("+6568835000") as desk_5,
        6 "ask for a boundary" => desk("+6568836000") as desk_6,
        7 "talk about trees" => desk("+6568837000") as desk_7,
        8 "talk about noise" => desk("+6568838000") as desk_8,
        9 "talk to an architect" => desk("+6568839000") as desk_9,
        '*' "go back" => goto main_menu,
    }
}
