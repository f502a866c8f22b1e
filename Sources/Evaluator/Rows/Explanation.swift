import PolicyDSL

/// Why a rule says what it says about one record, as data for a renderer.
public struct Explanation: Sendable {
  /// The rule, by its position in the program.
  public let rule: Int
  /// The record, by its position in the table of the rule's entity.
  public let record: Int
  /// What the rule says.
  public let outcome: Outcome
  /// The pieces of the rule that were looked at, in the order of the rule.
  public let parts: [ExplanationPart]
  /// Pairs of 例外 that hold or may hold together with different amounts.
  public let conflicts: [ExceptionConflict]
}

/// One piece of a rule: a 要求, a 条件, an amount.
public struct ExplanationPart: Sendable {
  /// What the piece is.
  public let role: Role
  /// The clauses it rests on.
  public let citations: [Int]
  /// What keeps it open, in order; empty where it is decided.
  public let causes: [Cause]
  /// Its expression, with the values of all operands that were looked at.
  public let node: ExplanationNode

  /// The roles of pieces. Positions count within the rule.
  public enum Role: Hashable, Sendable {
    /// What a 指标 is.
    case quantity
    /// 适用.
    case applicability(Int)
    /// 要求, with its name.
    case requirement(Int, Name)
    /// 条件.
    case condition(Int)
    /// 除非.
    case exclusion(Int)
    /// The condition of a 例外.
    case exceptionCondition(Int)
    /// The amount of a 例外.
    case exceptionAmount(Int)
    /// 金额; absent where a 例外 surely replaces it.
    case amount
    /// 执行.
    case execution
  }
}

/// Two 例外 that clash.
public struct ExceptionConflict: Hashable, Sendable {
  /// The position of the first 例外 in its rule.
  public let first: Int
  /// The position of the second.
  public let second: Int
  /// Whether both surely hold and their amounts surely differ.
  public let isCertain: Bool
}

/// An expression with its value for one record, and what it was made from.
public struct ExplanationNode: Sendable {
  /// The step in the plan; `nil` for a 查表 as a whole.
  public let step: Int?
  /// Where the expression is written.
  public let span: SourceSpan
  /// The entity of the record.
  public let entity: Int
  /// The record for which it was evaluated.
  public let record: Int
  /// The type of the value.
  public let type: ValueType
  /// What it may be.
  public let value: PossibleValue
  /// What kind of expression it is, with what only that kind has.
  public let detail: Detail
  /// The operands that were looked at, in order.
  public let operands: [ExplanationNode]

  /// What an expression is made from besides its operands.
  public indirect enum Detail: Sendable {
    /// An operation on its operands, or a constant without any.
    case operation
    /// A cell, as the records hold it.
    case cell(field: Int, content: CellValue)
    /// The value of a rule, and why where that is opened.
    case rule(Int, opened: Explanation?)
    /// The operand, for the record `owner` of the parent entity; `nil` if it is not known.
    case parent(relation: Int, owner: Int?)
    /// A parameter; the entry whose period holds 评估日, if there is one.
    case parameter(Int, entry: Int?)
    /// The operands are the two sides. `margin` is the left side minus the right one, in base units,
    /// for numbers, dates and years.
    case comparison(Comparison, margin: Interval?)
    /// The arms tried in order, and what holds where none of them surely does.
    case conditional([ExplainedArm], otherwise: ExplanationNode?)
    /// A group of records.
    case group(ExplainedGroup)
    /// 不低于 or 不超过 the operand, or the operand itself, is permitted; the value of the node is what
    /// 执行 leaves of it, where there is one.
    case amount(AmountKind, permitted: PossibleValue)
    /// 查表: the operands are the keys.
    case lookUp([ExplainedRow])
  }
}

/// What the figure of an amount means.
public enum AmountKind: Hashable, Sendable {
  /// So much.
  case exact
  /// 不低于.
  case floor
  /// 不超过.
  case ceiling
}

/// An arm of 时 … 否则 that was tried.
public struct ExplainedArm: Sendable {
  /// The condition.
  public let condition: ExplanationNode
  /// The value; `nil` where the condition is surely not fulfilled.
  public let value: ExplanationNode?
}

/// A row of 查表 that may hold.
public struct ExplainedRow: Sendable {
  /// Its position in the table.
  public let row: Int
  /// Where it stands.
  public let span: SourceSpan
  /// What it gives: a node with the detail `amount`.
  public let result: ExplanationNode
}

/// The members of a group.
public struct ExplainedGroup: Sendable {
  /// The entity of the members.
  public let entity: Int
  /// The members, in the order of their table.
  public let members: [ExplainedMember]
  /// Whether these are all members: not so where there is no file, or where rows without an owner
  /// leave the group open.
  public let isComplete: Bool
  /// How many rows name no owner by the relation of the group.
  public let unassigned: Int

  /// Whether it is known that there is no member that counts.
  public var isEmpty: Bool { isComplete && !members.contains(where: \.mayBeIn) }
}

/// One member of a group.
public struct ExplainedMember: Sendable {
  /// Its position in the table of its entity.
  public let record: Int
  /// Whether it may count.
  public let mayBeIn: Bool
  /// Whether it may be left out.
  public let mayBeOut: Bool
  /// What is aggregated, or what 满足 says; `nil` for 计数 and for a member that is left out.
  public let value: PossibleValue?
  /// Whether the result rests on it: the members that fail 每个 or fulfil 存在, those at the extreme
  /// of 最大 and 最小, those that count in 计数, 合计, 平均 and 占比; of an undecided result also
  /// those that keep it open.
  public let decides: Bool
  /// 当 for this member, if there is one and the member is opened.
  public let condition: ExplanationNode?
  /// How its value came about, if the member is opened.
  public let node: ExplanationNode?
}
