import PolicyDSL

/// The records whose outcomes under one rule show most.
public struct OutcomeExamples: Sendable {
  /// The rule, by its position in the program.
  public let rule: Int
  /// The record with 不达标 that is closest to 达标.
  public private(set) var nearest: Int?
  /// The record with 待核实 or 标准未公布 that the fewest cells settle.
  public private(set) var quickest: Int?
  /// The first record with 达标, 符合 or a figure.
  public private(set) var fulfilled: Int?

  private var least: Shortfall?
  private var fewest = Int.max

  /// Looks at no record yet.
  public init(rule: Int) { self.rule = rule }

  /// Looks at one more record; of records that show as much the first one stays.
  public mutating func add(_ outcome: Outcome, _ record: Int, _ evaluator: inout RowEvaluator) {
    switch outcome.word {
    case .met, .eligible, .amount: if fulfilled == nil { fulfilled = record }
    case .undecided, .unpublished:
      // Only cells can be found out: what a document leaves open comes behind all of them.
      let isOfCells = outcome.causes.allSatisfy { if case .cell = $0 { true } else { false } }
      let count = isOfCells ? outcome.causes.count : Int.max - 1
      if count < fewest {
        fewest = count
        quickest = record
      }
    case .notMet:
      guard let shortfall = evaluator.shortfall(rule: rule, record: record) else { return }
      if least.map({ shortfall < $0 }) ?? true {
        least = shortfall
        nearest = record
      }
    default: return
    }
  }
}
