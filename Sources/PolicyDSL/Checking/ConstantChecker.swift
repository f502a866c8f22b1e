/// Turns literals and dates into numbers of a wanted type: base units, day numbers, years.
struct ConstantChecker {
  let units: UnitTable

  /// A problem of one constant.
  struct Problem: Error { let diagnostic: Diagnostic }

  /// Returns the value of `constant` as a value of `type`.
  ///
  /// A bare number counts in `unit`; a number with a unit has to measure the same.
  /// - Parameter leavingOut: The counting unit that units are compared without.
  func value(
    _ constant: ConstantSyntax, type: ValueType, unit: UnitOfMeasure, leavingOut: Name? = nil
  ) -> Result<ExactNumber, Problem> {
    switch (constant, type) {
    case (.date(let date), .date): return .success(ExactNumber(Int128(date.date.dayNumber)))
    case (.literal(let literal), .year):
      if let written = literal.unit, written.word?.name != Name("年") {
        return .failure(Problem(diagnostic: .wrongUnit("年", found: Self.text(written), at: literal.span)))
      }
      guard literal.value.isWhole, ValueLimits.years.contains(literal.value) else {
        return .failure(
          Problem(diagnostic: .typeMismatch("年份，如 `2020`", "a year, such as `2020`", at: literal.span)))
      }
      return .success(literal.value)
    case (.literal(let literal), .number(let dimension)):
      var factor = unit.factor
      if let written = literal.unit {
        switch units.resolve(written) {
        case .failure(let unknown):
          return .failure(Problem(diagnostic: .unknownUnit(unknown.word, among: units.names)))
        case .success(let resolved):
          guard resolved.dimension.without(leavingOut) == dimension.without(leavingOut) else {
            return .failure(
              Problem(diagnostic: .wrongUnit(unit.text, found: resolved.text, at: literal.span)))
          }
          factor = resolved.factor
        }
      }
      guard let value = literal.value.multiplied(by: factor) else {
        return .failure(Problem(diagnostic: .tooManyDigits(at: literal.span)))
      }
      return .success(value)
    case (.date, _):
      let date = Phrase(zh: "日期", en: "a date")
      return .failure(Problem(diagnostic: .typeMismatch("数", "a number", found: date, at: constant.span)))
    case (_, .date):
      let number = Phrase(zh: "数", en: "a number")
      return .failure(Problem(diagnostic: .typeMismatch("日期", "a date", found: number, at: constant.span)))
    default: return .failure(Problem(diagnostic: .typeMismatch("数", "a number", at: constant.span)))
    }
  }

  /// Returns the interval of a 范围; a bare first bound takes the unit of the second.
  func interval(
    _ range: RangeSyntax, type: ValueType, unit: UnitOfMeasure, within limits: Interval
  ) -> Result<Interval, Problem> {
    var lower = limits.lower
    var upper = limits.upper
    if range.boundary == .above { return .failure(Problem(diagnostic: .openRange(at: range.span))) }
    let second: UnitSyntax? =
      if case .literal(let literal)? = range.upper { literal.unit } else { nil }
    // The second bound first: a unit that does not fit stands there.
    if let constant = range.upper {
      switch value(constant, type: type, unit: unit) {
      case .success(let number): upper = .finite(number)
      case .failure(let problem): return .failure(problem)
      }
    }
    if let constant = range.lower {
      switch value(constant.taking(second), type: type, unit: unit) {
      case .success(let number): lower = .finite(number)
      case .failure(let problem): return .failure(problem)
      }
    }
    guard lower <= upper else { return .failure(Problem(diagnostic: .reversedRange(at: range.span))) }
    return .success(Interval(lower, upper))
  }

  private static func text(_ unit: UnitSyntax) -> String {
    unit.numerator.map(\.name.text).joined(separator: "·")
      + (unit.denominator.isEmpty ? "" : "/" + unit.denominator.map(\.name.text).joined(separator: "·"))
  }
}

extension ConstantSyntax {
  /// The constant with `unit` where it is a bare number.
  func taking(_ unit: UnitSyntax?) -> ConstantSyntax {
    guard case .literal(let literal) = self, literal.unit == nil, let unit else { return self }
    return .literal(LiteralSyntax(value: literal.value, text: literal.text, unit: unit, span: literal.span))
  }
}
