import PolicyDSL

/// What a value may be: everything that the missing data leaves open.
public enum PossibleValue: Hashable, Sendable {
  /// 是, 否 and 不适用.
  case truth(PossibleTruth)
  /// A number in base units, a day number or a year.
  case number(PossibleNumber)
  /// An option.
  case option(PossibleOption)

  /// Whether only one possibility is left.
  public var isDecided: Bool {
    switch self {
    case .truth(let truth): truth.isDecided
    case .number(let number): number.isDecided
    case .option(let option): option.isDecided
    }
  }

  /// Whether 不适用 is among the possibilities.
  public var mayBeNotApplicable: Bool {
    switch self {
    case .truth(let truth): truth.mayBeNotApplicable
    case .number(let number): number.mayBeNotApplicable
    case .option(let option): option.mayBeNotApplicable
    }
  }

  /// Returns what either may be; both are of one type.
  func hull(_ other: PossibleValue) -> PossibleValue {
    switch (self, other) {
    case (.truth(let left), .truth(let right)): .truth(left.union(right))
    case (.number(let left), .number(let right)): .number(left.hull(right))
    case (.option(let left), .option(let right)): .option(left.union(right))
    default: preconditionFailure("the checker gives all values of one place one type")
    }
  }

  /// 不适用 and nothing else, as a value of `type`.
  static func notApplicable(_ type: ValueType) -> PossibleValue {
    switch type {
    case .truth: .truth(.notApplicable)
    case .option: .option(PossibleOption(positions: [], mayBeNotApplicable: true))
    case .number, .date, .year: .number(.notApplicable)
    }
  }
}

/// A non-empty subset of 是, 否 and 不适用.
public struct PossibleTruth: Hashable, Sendable {
  /// Bit 0 for 是, bit 1 for 否, bit 2 for 不适用.
  public let bits: UInt8

  /// 是 and nothing else.
  public static let yes = PossibleTruth(bits: 1)
  /// 否 and nothing else.
  public static let no = PossibleTruth(bits: 2)
  /// 不适用 and nothing else.
  public static let notApplicable = PossibleTruth(bits: 4)
  /// 是 or 否: what a missing cell may be.
  public static let unknown = PossibleTruth(bits: 3)
  /// Everything.
  static let all = PossibleTruth(bits: 7)

  /// Creates the set with the given members.
  public init(mayBeTrue: Bool, mayBeFalse: Bool, mayBeNotApplicable: Bool = false) {
    bits = (mayBeTrue ? 1 : 0) | (mayBeFalse ? 2 : 0) | (mayBeNotApplicable ? 4 : 0)
  }

  /// Creates the set of 是 alone or of 否 alone.
  public init(_ value: Bool) { bits = value ? 1 : 2 }

  private init(bits: UInt8) { self.bits = bits }

  /// Whether 是 is possible.
  public var mayBeTrue: Bool { bits & 1 != 0 }
  /// Whether 否 is possible.
  public var mayBeFalse: Bool { bits & 2 != 0 }
  /// Whether 不适用 is possible.
  public var mayBeNotApplicable: Bool { bits & 4 != 0 }
  /// Whether only one is possible.
  public var isDecided: Bool { bits.nonzeroBitCount == 1 }

  /// Returns what either may be.
  public func union(_ other: PossibleTruth) -> PossibleTruth { PossibleTruth(bits: bits | other.bits) }

  /// 非: 不适用 stays.
  public var negated: PossibleTruth {
    PossibleTruth(mayBeTrue: mayBeFalse, mayBeFalse: mayBeTrue, mayBeNotApplicable: mayBeNotApplicable)
  }

  /// 且: for each pair the least of 否 < 不适用 < 是.
  public func and(_ other: PossibleTruth) -> PossibleTruth {
    PossibleTruth(
      mayBeTrue: mayBeTrue && other.mayBeTrue, mayBeFalse: mayBeFalse || other.mayBeFalse,
      mayBeNotApplicable: (mayBeNotApplicable && (other.mayBeNotApplicable || other.mayBeTrue))
        || (mayBeTrue && other.mayBeNotApplicable))
  }

  /// 或: for each pair the greatest of 不适用 < 否 < 是.
  public func or(_ other: PossibleTruth) -> PossibleTruth {
    PossibleTruth(
      mayBeTrue: mayBeTrue || other.mayBeTrue,
      mayBeFalse: (mayBeFalse && (other.mayBeFalse || other.mayBeNotApplicable))
        || (mayBeNotApplicable && other.mayBeFalse),
      mayBeNotApplicable: mayBeNotApplicable && other.mayBeNotApplicable)
  }

  /// The truth as a condition (条件, 当, 时, 例外, 除非): 不适用 does not fulfil it.
  public var asCondition: PossibleTruth {
    PossibleTruth(mayBeTrue: mayBeTrue, mayBeFalse: mayBeFalse || mayBeNotApplicable)
  }
}

/// The numbers that a number, a date or a year may be; also 不适用 and 冲突.
public struct PossibleNumber: Hashable, Sendable {
  /// The least and the greatest number; `nil` if it is surely no number.
  public let interval: Interval?
  /// Whether 不适用 is possible.
  public let mayBeNotApplicable: Bool
  /// Whether 冲突 is possible.
  public let mayConflict: Bool

  /// 不适用 and nothing else.
  public static let notApplicable = PossibleNumber(nil, mayBeNotApplicable: true)
  /// 冲突 and nothing else.
  public static let conflict = PossibleNumber(nil, mayConflict: true)

  /// Creates a number from its possibilities, of which there must be one.
  public init(_ interval: Interval?, mayBeNotApplicable: Bool = false, mayConflict: Bool = false) {
    precondition(interval != nil || mayBeNotApplicable || mayConflict, "a value has a possibility")
    self.interval = interval
    self.mayBeNotApplicable = mayBeNotApplicable
    self.mayConflict = mayConflict
  }

  /// Creates a decided number.
  public init(_ number: ExactNumber) { self.init(Interval(number)) }

  /// Whether only one number, 不适用 alone or 冲突 alone is possible.
  public var isDecided: Bool {
    guard let interval else { return mayBeNotApplicable != mayConflict }
    return interval.exact != nil && !mayBeNotApplicable && !mayConflict
  }

  /// The number, if the value is decided and is one.
  public var exact: ExactNumber? { isDecided ? interval?.exact : nil }

  /// Returns the smallest value that holds what either may be.
  public func hull(_ other: PossibleNumber) -> PossibleNumber {
    let both =
      if let interval, let second = other.interval { interval.hull(second) } else {
        interval ?? other.interval
      }
    return PossibleNumber(
      both, mayBeNotApplicable: mayBeNotApplicable || other.mayBeNotApplicable,
      mayConflict: mayConflict || other.mayConflict)
  }
}

/// The options that an option may be; also 未列 (a text outside an open set) and 不适用.
public struct PossibleOption: Hashable, Sendable {
  /// The positions of the options in their set, ascending.
  public let positions: [Int]
  /// Whether 未列 is possible.
  public let mayBeUnlisted: Bool
  /// Whether 不适用 is possible.
  public let mayBeNotApplicable: Bool

  /// Creates an option from its possibilities, of which there must be one.
  public init(positions: [Int], mayBeUnlisted: Bool = false, mayBeNotApplicable: Bool = false) {
    precondition(!positions.isEmpty || mayBeUnlisted || mayBeNotApplicable, "a value has a possibility")
    self.positions = positions
    self.mayBeUnlisted = mayBeUnlisted
    self.mayBeNotApplicable = mayBeNotApplicable
  }

  /// How many values are possible.
  public var count: Int { positions.count + (mayBeUnlisted ? 1 : 0) + (mayBeNotApplicable ? 1 : 0) }

  /// Whether only one value is possible.
  public var isDecided: Bool { count == 1 }

  /// Returns what either may be.
  public func union(_ other: PossibleOption) -> PossibleOption {
    let both =
      positions == other.positions ? positions : Set(positions).union(other.positions).sorted()
    return PossibleOption(
      positions: both, mayBeUnlisted: mayBeUnlisted || other.mayBeUnlisted,
      mayBeNotApplicable: mayBeNotApplicable || other.mayBeNotApplicable)
  }
}
