import PolicyDSL

/// A checked program as a flat list of typed steps over numbered slots.
///
/// Step *n* fills slot *n*: one value for each record of the entity of the step. The operands of a
/// step stand before it, so the list may be worked off in order. Every engine reads a plan; none
/// reads the syntax tree, and none reads another engine.
public struct Plan: Sendable {
  /// The steps, operands first.
  public let steps: [PlanStep]

  /// The rules in the order of `CheckedProgram.rules`: each behind everything it uses.
  public let rules: [PlannedRule]
}

/// One operation that gives one value for each record of an entity.
public struct PlanStep: Sendable {
  /// The entity whose records have a value in this slot.
  public let entity: Int

  /// What is computed; operands are slots of the same entity unless the operation says otherwise.
  public let operation: PlanOperation

  /// The type of the value.
  public let type: ValueType

  /// What the value may be if every cell is missing.
  public let range: StaticRange

  /// The rule to which the step belongs.
  public let rule: Int

  /// Where the step is written.
  public let span: SourceSpan

  /// The clauses that the step rests on: those of its line, else those of its rule.
  public let citations: [Int]
}

extension StaticRange {
  /// The least and the greatest sign of the numbers: −1, 0 or 1; `nil` where there is no number.
  public var signs: ClosedRange<Int>? {
    guard let interval else { return nil }
    let zero = Bound.finite(.zero)
    func sign(_ bound: Bound) -> Int { bound < zero ? -1 : bound > zero ? 1 : 0 }
    return sign(interval.lower)...sign(interval.upper)
  }
}

/// What a step computes. An operand is the slot of an earlier step.
public enum PlanOperation: Sendable {
  /// A number in base units, a day number or a year.
  case constant(ExactNumber)
  /// 是 or 否.
  case truth(Bool)
  /// An option, by its position.
  case option(Int)
  /// 不适用.
  case notApplicable
  /// 评估日, as its day number.
  case assessmentDate
  /// 评估年度.
  case assessmentYear
  /// The cell of a field.
  case field(Int)
  /// The value of a rule of the same entity: that of its slot `result`.
  case rule(Int)
  /// The value of a slot of the parent entity, for the record that the 属于 field `relation` names.
  case parent(relation: Int, operand: Int)
  /// A parameter on 评估日, with one option for each key.
  case parameter(Int, keys: [Int])
  /// 非.
  case not(Int)
  /// 且.
  case all([Int])
  /// 或.
  case any([Int])
  /// A comparison of two numbers, dates, years or options; of two truths for equality.
  case comparison(Int, Comparison, Int)
  /// 为 or 不为 a list of options; `isOpen` where it ends in 等.
  case membership(Int, options: [Int], isNegated: Bool, isOpen: Bool)
  /// Terms added and subtracted from the left.
  case sum([PlannedTerm])
  /// Factors multiplied and divided from the left.
  case product([PlannedFactor])
  /// The value of the first arm whose condition is 是; without `otherwise` 不适用 where none is.
  case conditional([PlannedArm], otherwise: Int?)
  /// 周岁 on 评估日.
  case age(Int)
  /// 年份.
  case year(Int)
  /// Rounding to multiples of a step.
  case rounded(Int, RoundingStep)
  /// Rounding to as many decimals of `unit` as the slot `digits` says.
  case roundedToDigits(Int, Rounding, digits: Int, unit: UnitOfMeasure)
  /// 合计, 最大 or 最小 of a list.
  case list(ListFunction, [Int])
  /// 每个 or 存在 over the members of `group`.
  case quantifier(isUniversal: Bool, group: PlannedGroup, predicate: Int)
  /// 计数 (no value), 合计, 平均, 最大 or 最小 over the members of `group`.
  case group(GroupFunction, group: PlannedGroup, value: Int?)
  /// 占比 over the members of `group`.
  case share(group: PlannedGroup, predicate: Int)
  /// At least `minimum` of the items; without a minimum all that apply.
  case threshold(minimum: Int?, [Int])
  /// The value of a rule, from the pieces that `Plan.rules` lists for it.
  case result(Int)
}

extension PlanOperation {
  /// The slots that the operation reads, in order; those of members and of a parent included.
  public var operands: [Int] {
    switch self {
    case .constant, .truth, .option, .notApplicable, .assessmentDate, .assessmentYear, .field, .rule, .result:
      []
    case .parent(_, let operand), .not(let operand), .membership(let operand, _, _, _), .age(let operand),
      .year(let operand), .rounded(let operand, _):
      [operand]
    case .roundedToDigits(let operand, _, let digits, _): [operand, digits]
    case .comparison(let left, _, let right): [left, right]
    case .parameter(_, let slots), .all(let slots), .any(let slots), .list(_, let slots),
      .threshold(_, let slots):
      slots
    case .sum(let terms): terms.map(\.slot)
    case .product(let factors): factors.map(\.slot)
    case .conditional(let arms, let otherwise):
      arms.flatMap { [$0.condition, $0.value] } + (otherwise.map { [$0] } ?? [])
    case .quantifier(_, let group, let predicate), .share(let group, let predicate):
      (group.condition.map { [$0] } ?? []) + [predicate]
    case .group(_, let group, let value):
      (group.condition.map { [$0] } ?? []) + (value.map { [$0] } ?? [])
    }
  }
}

/// The members that a step looks at.
public struct PlannedGroup: Sendable {
  /// The 若干 field of the entity of the step.
  public let relation: Int
  /// The entity of the members.
  public let member: Int
  /// The 属于 field by which the members name their owner.
  public let through: Int
  /// 当: a slot of the members' entity; `nil` where every member counts.
  public let condition: Int?
}

/// A term of a sum.
public struct PlannedTerm: Sendable {
  /// Whether it is subtracted.
  public let isSubtracted: Bool
  /// The slot of the term.
  public let slot: Int
}

/// A factor of a product.
public struct PlannedFactor: Sendable {
  /// Whether it divides.
  public let isDivisor: Bool
  /// The slot of the factor.
  public let slot: Int
}

/// 条件 时 值.
public struct PlannedArm: Sendable {
  /// The slot of the condition.
  public let condition: Int
  /// The slot of the value where the condition is 是.
  public let value: Int
}

/// What a rule consists of, as slots.
public struct PlannedRule: Sendable {
  /// The entity whose records it is about.
  public let entity: Int
  /// The slots of its steps; the last one is `result`.
  public let slots: Range<Int>
  /// The slot of its value: a truth for 标准 and 认定.
  public let result: Int
  /// Its pieces.
  public let body: PlannedBody
  /// Whether another rule uses its value.
  public let isUsed: Bool
  /// The relations whose groups its value looks at, its own and those of the rules it uses, in order.
  public let relations: [PlannedRelation]
}

/// A 属于 field by which members name the owner of their group.
public struct PlannedRelation: Hashable, Sendable, Comparable {
  /// The entity of the members.
  public let member: Int
  /// The 属于 field.
  public let through: Int

  /// Orders relations by entity, then by field.
  public static func < (left: PlannedRelation, right: PlannedRelation) -> Bool {
    (left.member, left.through) < (right.member, right.through)
  }
}

/// The pieces of a rule, by its kind.
public enum PlannedBody: Sendable {
  case quantity(PlannedAmount)
  case standard(applicability: [PlannedCondition], requirements: [PlannedRequirement])
  case finding(conditions: [PlannedCondition], exclusions: [PlannedCondition])
  case benefit(PlannedBenefit)
}

/// 适用, 条件 or 除非.
public struct PlannedCondition: Sendable {
  /// The slot of the truth.
  public let slot: Int
  /// The clauses.
  public let citations: [Int]
}

/// 要求.
public struct PlannedRequirement: Sendable {
  /// The name.
  public let name: Name
  /// The slot of the truth.
  public let slot: Int
  /// The clauses.
  public let citations: [Int]
}

/// The pieces of a 补贴.
public struct PlannedBenefit: Sendable {
  /// 条件.
  public let conditions: [PlannedCondition]
  /// 除非.
  public let exclusions: [PlannedCondition]
  /// 金额.
  public let amount: PlannedAmount
  /// The clauses of 金额.
  public let amountCitations: [Int]
  /// 例外.
  public let exceptions: [PlannedException]
  /// 执行: the slot of the amount that the locality pays.
  public let execution: Int?
  /// The clauses of 执行.
  public let executionCitations: [Int]
  /// 取整.
  public let rounding: RoundingStep?
}

/// 例外.
public struct PlannedException: Sendable {
  /// The slot of the condition.
  public let condition: Int
  /// What is paid where it is 是.
  public let amount: PlannedAmount
  /// The clauses.
  public let citations: [Int]
  /// Where it stands.
  public let span: SourceSpan
}

/// What an amount or a quantity is.
public indirect enum PlannedAmount: Sendable {
  /// The value of a slot.
  case exactly(Int)
  /// 不低于 the value of a slot.
  case atLeast(Int)
  /// 不超过 the value of a slot.
  case atMost(Int)
  /// 查表.
  case lookUp(PlannedLookUp)

  /// The slots of the figures, those of keys left out.
  public var figures: [Int] {
    switch self {
    case .exactly(let slot), .atLeast(let slot), .atMost(let slot): [slot]
    case .lookUp(let table): table.rows.flatMap(\.result.figures)
    }
  }
}

/// 查表.
public struct PlannedLookUp: Sendable {
  /// The slots of the keys.
  public let keys: [Int]
  /// The rows; a 其余 row is the last one.
  public let rows: [PlannedRow]
  /// Where the table stands.
  public let span: SourceSpan
}

/// One row of 查表.
public struct PlannedRow: Sendable {
  /// One pattern for each key.
  public let patterns: [Pattern]
  /// Whether it is the 其余 row.
  public let isRest: Bool
  /// What it gives.
  public let result: PlannedAmount
  /// Where it stands.
  public let span: SourceSpan
}
