//! Taxes.

ivr_runtime::ivr_part! {
    /// The desks of this department.
    pub(crate) part taxes() => #[allow(too_many_options)] menu desks {
        "Taxes. {options}."

        0 "pay a bill" => desk("+6568810000") as desk_0,
        1 "ask for more time" => desk("+6568811000") as desk_1,
        2 "declare an income" => desk("+6568812000") as desk_2,
        3 "declare a dog" => desk("+6568813000") as desk_3,
        4 "report a mistake" => desk("+6568814000") as desk_4,
        5 "ask for a refund" => desk("+6568815000") as desk_5,
        6 "get a certificate" => desk("+6568816000") as desk_6,
        7 "talk about rates" => desk("+6568817000") as desk_7,
        8 "talk about fees" => desk("+6568818000") as desk_8,
        9 "talk to the cashier" => desk("+6568819000") as desk_9,
        '*' "go back" => goto main_menu,
    }
}
