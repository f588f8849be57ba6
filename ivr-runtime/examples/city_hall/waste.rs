//! Waste.

ivr_runtime::ivr_part! {
    /// The desks of this department.
    pub(crate) part waste() => #[allow(too_many_options)] menu desks {
        "Waste. {options}."

        0 "order a bin" => desk("+6568850000") as desk_0,
        1 "return a bin" => desk("+6568851000") as desk_1,
        2 "report a missed collection" => desk("+6568852000") as desk_2,
        3 "book a bulky collection" => desk("+6568853000") as desk_3,
        4 "ask for the calendar" => desk("+6568854000") as desk_4,
        5 "ask about recycling" => desk("+6568855000") as desk_5,
        6 "report litter" => desk("+6568856000") as desk_6,
        7 "order sacks" => desk("+6568857000") as desk_7,
        8 "ask for the depot's hours" => desk("+6568858000") as desk_8,
        9 "talk to a driver" => desk("+6568859000") as desk_9,
        '*' "go back" => goto main_menu,
    }
}
