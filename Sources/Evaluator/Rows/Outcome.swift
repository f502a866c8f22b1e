import PolicyDSL

/// The words of outcomes, the same as those that tests expect.
public typealias OutcomeWord = ExpectedOutcome.Word

/// What a rule says about one record.
public struct Outcome: Hashable, Sendable {
  /// The outcome word; 待核实 or 标准未公布 where the value is not decided. 未列 is the option −1.
  public let word: OutcomeWord

  /// Everything the rule may give; `nil` where it is not in force.
  public let value: PossibleValue?

  /// The least and the greatest number in base units, if the word is a figure or the value is a number
  /// that is not decided. An open end belongs to 不低于 or 不超过.
  public let bounds: Interval?

  /// What keeps the outcome open, in order; empty where it is decided. A floor or a ceiling may stand
  /// here for a figure.
  public let causes: [Cause]

  /// Rows that name no owner in relations over which the rule looks, where there are any.
  public let unassigned: [UnassignedRows]

  /// Whether the outcome is 待核实 or 标准未公布.
  public var isUndecided: Bool { word == .undecided || word == .unpublished }

  /// Whether an undecided outcome may also be 不适用.
  public var mayBeNotApplicable: Bool { isUndecided && value?.mayBeNotApplicable == true }

  /// Whether an undecided outcome may also be 冲突.
  public var mayConflict: Bool {
    guard isUndecided, case .number(let number)? = value else { return false }
    return number.mayConflict
  }

  /// The fields that are missing, each once, ordered by entity and field; a group without a file
  /// stands for its 若干 field.
  public var missingFields: [MissingField] {
    var fields: Set<MissingField> = []
    for cause in causes {
      switch cause {
      case .cell(let entity, _, let field), .group(let entity, _, let field):
        fields.insert(MissingField(entity: entity, field: field))
      default: break
      }
    }
    return fields.sorted()
  }

  /// The parameters without a published value that keep the outcome open, in order.
  public var unpublishedParameters: [Int] {
    causes.compactMap { if case .parameter(let parameter) = $0 { parameter } else { nil } }
  }
}

/// A field of which cells are missing.
public struct MissingField: Hashable, Sendable, Comparable {
  /// The position of the entity.
  public let entity: Int
  /// The position of the field in its entity.
  public let field: Int

  /// Orders fields by entity, then as they are declared.
  public static func < (left: MissingField, right: MissingField) -> Bool {
    (left.entity, left.field) < (right.entity, right.field)
  }
}

/// How many rows of an entity name no owner by one of their 属于 fields.
public struct UnassignedRows: Hashable, Sendable {
  /// The relation that they leave empty or dangling.
  public let relation: PlannedRelation
  /// How many rows.
  public let count: Int
}

extension RowEvaluator {
  /// Returns what a rule says about a record of its entity.
  ///
  /// - Complexity: The first outcome of a rule evaluates the rules it uses for the records it reaches;
  ///   these values are kept.
  public mutating func outcome(rule: Int, record: Int) -> Outcome {
    guard isInForce(rule) else { return notInForce }
    let value = result(of: rule, record)
    return outcome(value, kind: OutcomeKind(plan.rules[rule].body), relations: plan.rules[rule].relations)
  }

  /// Returns what one requirement of a 标准 says about a record, whether or not the 标准 applies to it.
  public mutating func outcome(rule: Int, requirement: Int, record: Int) -> Outcome {
    guard case .standard(_, let requirements) = plan.rules[rule].body else {
      preconditionFailure("only a 标准 has requirements")
    }
    guard isInForce(rule) else { return notInForce }
    let value = complete(requirements[requirement].slot, record)
    return outcome(value, kind: .standard, relations: plan.rules[rule].relations)
  }

  /// Whether 评估日 lies in the period of a rule.
  public func isInForce(_ rule: Int) -> Bool { program.rules[rule].period?.contains(date) ?? true }

  private var notInForce: Outcome {
    Outcome(word: .notInForce, value: nil, bounds: nil, causes: [], unassigned: [])
  }

  private func outcome(_ traced: Traced, kind: OutcomeKind, relations: [PlannedRelation]) -> Outcome {
    let causes = ledger.causes(of: traced.causes)
    var bounds: Interval?
    if case .number(let number) = traced.value { bounds = number.interval }
    let unassigned = relations.compactMap { relation in
      let count = records.tables[relation.member].unassigned[relation.through] ?? 0
      return count > 0 ? UnassignedRows(relation: relation, count: count) : nil
    }
    func outcome(_ word: OutcomeWord, _ bounds: Interval?) -> Outcome {
      Outcome(word: word, value: traced.value, bounds: bounds, causes: causes, unassigned: unassigned)
    }
    if let word = kind.word(of: traced.value) { return outcome(word, bounds) }
    if case .number(let number) = traced.value, !number.mayBeNotApplicable, !number.mayConflict,
      !causes.isEmpty, causes.allSatisfy(\.isOpenEnd), let interval = number.interval
    {
      // 不超过 says nothing of the lower end, at which amounts are cut.
      let isCeiling = causes.allSatisfy { if case .ceiling = $0 { true } else { false } }
      let isCut = isCeiling && interval.lower <= .finite(.zero)
      return outcome(.amount, isCut ? Interval(.negativeInfinity, interval.upper) : interval)
    }
    let isUnpublished = causes.contains { if case .parameter = $0 { true } else { false } }
    return outcome(isUnpublished ? .unpublished : .undecided, bounds)
  }
}

/// Which words the outcomes of a rule take.
private enum OutcomeKind {
  case value, standard, finding

  init(_ body: PlannedBody) {
    switch body {
    case .quantity, .benefit: self = .value
    case .standard: self = .standard
    case .finding: self = .finding
    }
  }

  /// The word of a decided value; `nil` where it is not decided.
  func word(of value: PossibleValue) -> OutcomeWord? {
    guard value.isDecided else { return nil }
    if value.mayBeNotApplicable { return .notApplicable }
    switch value {
    case .number(let number): return number.mayConflict ? .conflict : .amount
    case .option(let option):
      // 未列 has no position; an open set of options keeps its text in the record alone.
      return .option(option.positions.first ?? -1)
    case .truth(let truth):
      switch self {
      case .value: return truth.mayBeTrue ? .yes : .no
      case .standard: return truth.mayBeTrue ? .met : .notMet
      case .finding: return truth.mayBeTrue ? .eligible : .notEligible
      }
    }
  }
}
