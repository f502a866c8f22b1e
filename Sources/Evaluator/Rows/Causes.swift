import PolicyDSL

/// Why a value is not decided.
///
/// A record is its position in the table of its entity; a step is its position in the plan.
public enum Cause: Hashable, Sendable {
  /// A cell of which nothing is known, or 空为 未发生; for a 属于 field the parent is not known.
  case cell(entity: Int, record: Int, field: Int)
  /// The members that the 若干 field `field` of a record would name are not known: there is no file.
  case group(entity: Int, record: Int, field: Int)
  /// One of several rows with the same key: it is not known whether the record exists.
  case uncertainRecord(entity: Int, record: Int)
  /// A parameter without a published value on 评估日.
  case parameter(Int)
  /// The list of a step ends in 等 (or the set of options does) and does not say enough.
  case openList(step: Int)
  /// The document gives a floor only: 不低于 the value of a step.
  case floor(step: Int)
  /// The document gives a ceiling only: 不超过 the value of a step.
  case ceiling(step: Int)
  /// An operand of a step that gives no number may be 冲突.
  case conflict(step: Int, record: Int)
  /// The result of a step left 128 bits; the check of the rules has to exclude this.
  case overflow(step: Int, record: Int)
  /// The amount of a 补贴 is surely below zero: an error of the record.
  case negativeAmount(rule: Int, record: Int)

  /// Whether the cause is an error of the record or of the rules rather than missing data.
  public var isError: Bool {
    switch self {
    case .overflow, .negativeAmount: true
    default: false
    }
  }

  /// Whether the document itself leaves the value open on one side.
  var isOpenEnd: Bool {
    switch self {
    case .floor, .ceiling: true
    default: false
    }
  }

  private var sortKey: (Int, Int, Int, Int) {
    switch self {
    case .cell(let entity, let record, let field): (0, entity, record, field)
    case .group(let entity, let record, let field): (1, entity, record, field)
    case .uncertainRecord(let entity, let record): (2, entity, record, 0)
    case .parameter(let parameter): (3, parameter, 0, 0)
    case .openList(let step): (4, step, 0, 0)
    case .floor(let step): (5, step, 0, 0)
    case .ceiling(let step): (6, step, 0, 0)
    case .conflict(let step, let record): (7, step, record, 0)
    case .overflow(let step, let record): (8, step, record, 0)
    case .negativeAmount(let rule, let record): (9, rule, record, 0)
    }
  }
}

extension Cause: Comparable {
  /// Orders causes by kind, then by the places they point at.
  public static func < (left: Cause, right: Cause) -> Bool { left.sortKey < right.sortKey }
}

/// The causes of a value, as an entry of a `CauseLedger`.
struct CauseSet: Hashable {
  /// The position of the entry; 0 for no cause.
  fileprivate let entry: Int32

  /// No cause.
  static let none = CauseSet(entry: 0)

  /// Whether there is no cause.
  var isEmpty: Bool { entry == 0 }
}

/// Keeps sets of causes as unions of smaller sets.
///
/// A chain of rules passes the same causes on and on: an entry names the entries it unites instead of
/// copying their members, so a union costs no more than the number of its operands.
struct CauseLedger {
  private enum Entry {
    case leaf(Cause)
    case union([CauseSet])
  }

  private var entries: [Entry] = [.union([])]
  private var leaves: [Cause: CauseSet] = [:]

  /// The set of one cause.
  mutating func leaf(_ cause: Cause) -> CauseSet {
    if let known = leaves[cause] { return known }
    let set = append(.leaf(cause))
    leaves[cause] = set
    return set
  }

  /// The union of two sets.
  mutating func union(_ first: CauseSet, _ second: CauseSet) -> CauseSet {
    if first.isEmpty || first == second { return second }
    return second.isEmpty ? first : append(.union([first, second]))
  }

  /// The union of any number of sets.
  mutating func union(_ sets: [CauseSet]) -> CauseSet {
    var distinct: [CauseSet] = []
    for set in sets where !set.isEmpty && set != distinct.last { distinct.append(set) }
    return distinct.count < 2 ? distinct.first ?? .none : append(.union(distinct))
  }

  /// The causes of a set, in order.
  func causes(of set: CauseSet) -> [Cause] {
    var found: [Cause] = []
    var seen: Set<CauseSet> = []
    var open = [set]
    while let next = open.popLast() {
      guard seen.insert(next).inserted else { continue }
      switch entries[Int(next.entry)] {
      case .leaf(let cause): found.append(cause)
      case .union(let sets): open.append(contentsOf: sets)
      }
    }
    return found.sorted()
  }

  private mutating func append(_ entry: Entry) -> CauseSet {
    entries.append(entry)
    return CauseSet(entry: Int32(entries.count - 1))
  }
}
