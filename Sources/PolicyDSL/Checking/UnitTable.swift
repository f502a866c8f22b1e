/// The units that a rule set knows: the built-in ones and those it declares.
struct UnitTable {
  private var units: [Name: UnitOfMeasure] = [:]

  /// The units that every rule set knows: base unit, name, factor, whether it counts.
  private static let builtIn: [(name: String, base: String, factor: Int128, over: Int128, isWhole: Bool)] = [
    ("元", "元", 1, 1, false), ("角", "元", 1, 10, false), ("分", "元", 1, 100, false),
    ("人", "人", 1, 1, true), ("名", "人", 1, 1, true), ("户", "户", 1, 1, true), ("个", "个", 1, 1, true),
    ("次", "次", 1, 1, true), ("家", "家", 1, 1, true), ("所", "所", 1, 1, true), ("场", "场", 1, 1, true),
    ("种", "种", 1, 1, true), ("项", "项", 1, 1, true), ("件", "件", 1, 1, true), ("组", "组", 1, 1, true),
    ("村", "村", 1, 1, true), ("乡", "乡", 1, 1, true), ("镇", "镇", 1, 1, true), ("县", "县", 1, 1, true),
    ("州", "州", 1, 1, true), ("年", "年", 1, 1, false), ("月", "月", 1, 1, false), ("天", "天", 1, 1, false),
    ("日", "天", 1, 1, false), ("岁", "岁", 1, 1, false), ("周岁", "岁", 1, 1, false),
    ("亩", "亩", 1, 1, false), ("平方米", "平方米", 1, 1, false), ("平方公里", "平方米", 1_000_000, 1, false),
    ("米", "米", 1, 1, false), ("公里", "米", 1_000, 1, false), ("公斤", "公斤", 1, 1, false),
    ("吨", "公斤", 1_000, 1, false),
  ]

  /// The prefixes that scale a unit, the longest first.
  private static let scales: [(prefix: String, factor: Int128)] = [
    ("万亿", 1_000_000_000_000), ("亿", 100_000_000), ("万", 10_000),
  ]

  init() {
    for unit in Self.builtIn {
      units[Name(unit.name)] = UnitOfMeasure(
        text: unit.name, dimension: Dimension(base: Name(unit.base)),
        factor: ExactNumber(unit.factor, over: unit.over)!, isWhole: unit.isWhole)
    }
    for (name, over) in [("%", 100), ("‰", 1_000)] as [(String, Int128)] {
      units[Name(name)] = UnitOfMeasure(
        text: name, dimension: .none, factor: ExactNumber(1, over: over)!, isWhole: false)
    }
  }

  /// The names of all units.
  var names: [String] { units.keys.map(\.text).sorted() }

  /// Adds a declared unit.
  mutating func declare(_ name: Name, _ unit: UnitOfMeasure) { units[name] = unit }

  /// Whether a unit of that very name is known, without scale.
  func contains(_ name: Name) -> Bool { units[name] != nil }

  /// Returns the unit that one word names, with its scale.
  func unit(named name: Name) -> UnitOfMeasure? {
    if let unit = units[name] { return unit }
    for scale in Self.scales where name.text.hasPrefix(scale.prefix) {
      let rest = Name(String(name.text.dropFirst(scale.prefix.count)))
      guard let unit = units[rest], unit.dimension != .none,
        let factor = unit.factor.multiplied(by: ExactNumber(scale.factor))
      else { continue }
      return UnitOfMeasure(
        text: name.text, dimension: unit.dimension, factor: factor, isWhole: unit.isWhole)
    }
    return nil
  }

  /// Returns the unit of a run such as `元/人·年`, or the word in it that is not a unit.
  func resolve(_ syntax: UnitSyntax) -> Result<UnitOfMeasure, UnknownUnit> {
    var exponents: [(Name, Int)] = []
    var factor = ExactNumber.one
    for (words, sign) in [(syntax.numerator, 1), (syntax.denominator, -1)] {
      for word in words {
        guard let unit = unit(named: word.name) else { return .failure(UnknownUnit(word: word)) }
        exponents += unit.dimension.exponents.map { ($0.unit, $0.power * sign) }
        let product = sign > 0 ? factor.multiplied(by: unit.factor) : factor.divided(by: unit.factor)
        guard let product else { return .failure(UnknownUnit(word: word)) }
        factor = product
      }
    }
    let only = syntax.word.flatMap { unit(named: $0.name) }
    let text =
      syntax.numerator.map(\.name.text).joined(separator: "·")
      + (syntax.denominator.isEmpty ? "" : "/" + syntax.denominator.map(\.name.text).joined(separator: "·"))
    return .success(
      UnitOfMeasure(
        text: text, dimension: Dimension(exponents), factor: factor, isWhole: only?.isWhole ?? false))
  }
}

/// The word of a unit run that names no unit.
struct UnknownUnit: Error {
  let word: Identifier
}
