/// What a cell or a parameter may hold at most where nobody says more.
///
/// The limits bound what is accepted and how many digits a step can take. An end that nobody wrote is
/// open when the value is missing: `[80, ∞)` says more to a reader than a bound of 10^15.
public enum ValueLimits {
  /// A number: ±10^15 base units.
  public static let numbers = Interval(
    ExactNumber(-1_000_000_000_000_000), ExactNumber(1_000_000_000_000_000))

  /// Every day that a date may be, as day numbers.
  public static let days = Interval(
    ExactNumber(Int128(CalendarDate(year: 1, month: 1, day: 1)!.dayNumber)),
    ExactNumber(Int128(CalendarDate(year: 9999, month: 12, day: 31)!.dayNumber)))

  /// Every year that a year may be.
  public static let years = Interval(ExactNumber(1), ExactNumber(9999))

  /// Returns `interval` with the ends open that lie at or beyond the limits of `type`.
  public static func opened(_ interval: Interval, _ type: ValueType) -> Interval {
    let limits =
      switch type {
      case .date: days
      case .year: years
      case .number, .truth, .option: numbers
      }
    return Interval(
      interval.lower <= limits.lower ? .negativeInfinity : interval.lower,
      interval.upper >= limits.upper ? .positiveInfinity : interval.upper)
  }
}
