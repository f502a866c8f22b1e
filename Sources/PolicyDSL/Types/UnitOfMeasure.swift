/// What a number measures, as a product of base units with exponents: 元/人·年 is 元¹人⁻¹年⁻¹.
public struct Dimension: Hashable, Sendable {
  /// The base units and their exponents, none zero, ordered by name.
  public let exponents: [Exponent]

  /// A base unit and its exponent.
  public struct Exponent: Hashable, Sendable {
    /// The base unit.
    public let unit: Name
    /// Its exponent; never zero.
    public let power: Int
  }

  /// A pure number: shares, percentages.
  public static let none = Dimension([])

  /// Creates a dimension from any list of exponents.
  public init(_ exponents: some Sequence<(Name, Int)>) {
    var powers: [Name: Int] = [:]
    for (unit, power) in exponents { powers[unit, default: 0] += power }
    self.exponents = powers.filter { $0.value != 0 }.map { Exponent(unit: $0.key, power: $0.value) }
      .sorted { $0.unit < $1.unit }
  }

  /// The dimension of one base unit.
  public init(base: Name) { self.init([(base, 1)]) }

  /// Returns the dimension of a product.
  public func multiplied(by other: Dimension) -> Dimension {
    Dimension((exponents + other.exponents).map { ($0.unit, $0.power) })
  }

  /// Returns the dimension of a quotient.
  public func divided(by other: Dimension) -> Dimension {
    Dimension(exponents.map { ($0.unit, $0.power) } + other.exponents.map { ($0.unit, -$0.power) })
  }

  /// Returns the dimension without one base unit: inside a rule `每 E` the counting unit of E is left out.
  public func without(_ unit: Name?) -> Dimension {
    Dimension(exponents.filter { $0.unit != unit }.map { ($0.unit, $0.power) })
  }

  /// The dimension in the notation of the language; empty for a pure number.
  public var text: String {
    func side(_ part: [Exponent]) -> String {
      part.flatMap { Array(repeating: $0.unit.text, count: abs($0.power)) }.joined(separator: "·")
    }
    let above = side(exponents.filter { $0.power > 0 })
    let below = side(exponents.filter { $0.power < 0 })
    if below.isEmpty { return above }
    return (above.isEmpty ? "1" : above) + "/" + below
  }
}

/// A unit in which numbers are written and shown.
public struct UnitOfMeasure: Hashable, Sendable {
  /// The unit as it is written: `万元`, `元/人·年`, `%`; empty for a pure number.
  public let text: String

  /// What it measures.
  public let dimension: Dimension

  /// How many base units one of it is: 10,000 for 万元, 1/100 for %.
  public let factor: ExactNumber

  /// Whether it counts things that come whole (人, 户, 个 …), in base units.
  public let isWhole: Bool

  /// A pure number.
  public static let none = UnitOfMeasure(text: "", dimension: .none, factor: .one, isWhole: false)

  /// Whether it measures money: 元 above the line and nothing else there.
  public var isMoney: Bool {
    dimension.exponents.filter { $0.power > 0 } == [Dimension.Exponent(unit: Name("元"), power: 1)]
  }
}
