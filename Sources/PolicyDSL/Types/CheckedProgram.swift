/// One rule set whose every name, type, unit, table and period has been checked.
///
/// Only the checker makes one, and only where it found no error: no node of it is unresolved.
/// Everything refers to everything by position in these lists.
public struct CheckedProgram: Sendable {
  /// The folder of the rule set, as its files name it; empty for loose files.
  public let ruleSet: String
  /// 文档.
  public let documents: [CheckedDocument]
  /// 条款.
  public let citations: [CheckedCitation]
  /// 选项.
  public let optionSets: [OptionSet]
  /// 实体.
  public let entities: [Entity]
  /// 参数.
  public let parameters: [Parameter]
  /// 指标, 标准, 认定 and 补贴, each behind everything it uses.
  public let rules: [Rule]
  /// 测试.
  public let tests: [PolicyTest]
  /// The static range of every expression, by `CheckedExpression.id`: what the expression may be
  /// if every cell is missing.
  public let ranges: [StaticRange]
  /// The static range of what each rule gives.
  public let outcomes: [StaticRange]
}

/// 文档.
public struct CheckedDocument: Sendable {
  /// The title without 《》.
  public let title: String
  /// The short name, if it has one.
  public let shortName: Name?
  /// The days on which its rules hold, if it says so.
  public let period: Period?
  /// The region, from the widest to the narrowest.
  public let region: [Name]
  /// What is open about the document.
  public let openQuestions: [String]
}

/// 条款.
public struct CheckedCitation: Sendable {
  /// The identifier, such as `D4-SOC-07`.
  public let identifier: Name
  /// The position of its document.
  public let document: Int
  /// Where in the document it stands; may be empty.
  public let place: String
  /// The words of the document that identify it.
  public let keyPhrase: String
  /// Why no rule encodes it, if that is so.
  public let withoutRule: String?
  /// What the text leaves open.
  public let openQuestions: [String]
}

/// Days from the first to the last, both included; `end` is `nil` for 长期.
public struct Period: Hashable, Sendable {
  /// The first day.
  public let start: CalendarDate
  /// The last day.
  public let end: CalendarDate?

  /// Whether `day` lies in the period.
  public func contains(_ day: CalendarDate) -> Bool { start <= day && end.map { day <= $0 } ?? true }
}

/// 选项: the values that an option may take.
public struct OptionSet: Sendable {
  /// The name of the set.
  public let name: Name
  /// Whether the options stand in ascending order and may be compared.
  public let isOrdered: Bool
  /// The options in the order of the declaration.
  public let options: [Name]
  /// Whether other texts are accepted as 未列.
  public let isOpen: Bool
}

/// 实体: what records are kept of.
public struct Entity: Sendable {
  /// The name.
  public let name: Name
  /// The base unit of its count (人 for 人, 户 for 户).
  public let countingUnit: Name
  /// The fields in the order of the declaration.
  public let fields: [Field]
  /// The position of the key field.
  public let key: Int
  /// Where it is declared.
  public let span: SourceSpan
}

/// A field of an entity.
public struct Field: Sendable {
  /// The name.
  public let name: Name
  /// What its cells hold.
  public let type: FieldType
  /// The least and the greatest value, in base units, days or years; for numbers, dates and years.
  public let range: Interval
  /// How many decimals a cell may have, counted in the unit of the cell.
  public let decimals: Int
  /// The heading of its column where it is not the name.
  public let column: String?
  /// The unit of a bare number in a record file; differs from the type only in scale.
  public let columnUnit: UnitOfMeasure
  /// What an empty cell means.
  public let blank: BlankMeaning
  /// Whether it is masked wherever it is printed.
  public let isSensitive: Bool
  /// Where it is declared.
  public let span: SourceSpan
}

/// What the cells of a field hold.
public enum FieldType: Hashable, Sendable {
  /// 编号: identifies the record.
  case key
  /// 是否.
  case truth
  /// 有无: any text means 有, an empty cell 无.
  case presence
  /// 日期.
  case date
  /// 年份.
  case year
  /// 属于: the key of a record of another entity.
  case belongsTo(entity: Int)
  /// 若干: the records of another entity whose field `through` (属于) names this one; no column.
  case many(entity: Int, through: Int)
  /// A number with a unit.
  case number(UnitOfMeasure)
  /// An option of a set.
  case option(set: Int)
}

/// What an empty cell of a field means.
public enum BlankMeaning: Hashable, Sendable {
  /// The value is not known.
  case unknown
  /// 空为 否; also the meaning of 有无.
  case no
  /// 空为 未发生: some day after 评估日.
  case notYet
  /// 空为 a number, in base units.
  case number(ExactNumber)
}

/// 参数: what a document fixes for a period.
public struct Parameter: Sendable {
  /// The name.
  public let name: Name
  /// What it is.
  public let type: ValueType
  /// The unit in which it is shown.
  public let unit: UnitOfMeasure
  /// The option sets of its keys.
  public let keys: [Int]
  /// The least and the greatest value it can have where it is not published.
  public let range: Interval
  /// The periods in ascending order, without gap or overlap.
  public let entries: [ParameterEntry]
  /// The clauses it rests on as a whole.
  public let citations: [Int]
  /// What the text leaves open.
  public let openQuestions: [String]
  /// Where it is declared.
  public let span: SourceSpan
}

/// The values of a parameter in one period.
public struct ParameterEntry: Sendable {
  /// The days on which they hold.
  public let period: Period
  /// One value for each combination of key options, the last key fastest; `nil` for 未公布.
  /// In base units; a date as its day number, a year as the year.
  public let values: [ExactNumber?]
  /// The clauses they rest on.
  public let citations: [Int]
  /// Where they stand.
  public let span: SourceSpan
}

/// The type of an expression.
public enum ValueType: Hashable, Sendable {
  /// 是, 否 or 不适用.
  case truth
  /// A number of a dimension, in base units.
  case number(Dimension)
  /// An option of a set.
  case option(set: Int)
  /// A day, as days since 1970-01-01.
  case date
  /// A calendar year.
  case year
}

/// 指标, 标准, 认定 or 补贴.
public struct Rule: Sendable {
  /// The name; unique among the rules and fields of its entity.
  public let name: Name
  /// The entity whose records it is about.
  public let entity: Int
  /// What it says.
  public let body: RuleBody
  /// The type of its value where another rule uses it: truth for 标准 and 认定.
  public let type: ValueType
  /// The unit in which its value is shown; none for truths and options.
  public let unit: UnitOfMeasure
  /// The clauses it rests on as a whole.
  public let citations: [Int]
  /// What the text leaves open.
  public let openQuestions: [String]
  /// The days on which it holds: its own 有效期, else that of the document of its first clause.
  public let period: Period?
  /// The name in its declaration.
  public let span: SourceSpan
}

/// What a rule says, by its kind.
public indirect enum RuleBody: Sendable {
  case quantity(Amount)
  case standard(applicability: [Condition], requirements: [Requirement])
  case finding(conditions: [Condition], exclusions: [Condition])
  case benefit(Benefit)
}

/// A truth with the clauses it rests on.
public struct Condition: Sendable {
  /// The truth.
  public let expression: CheckedExpression
  /// The clauses.
  public let citations: [Int]
}

/// 要求.
public struct Requirement: Sendable {
  /// The name, unique in its standard.
  public let name: Name
  /// The truth that is required.
  public let expression: CheckedExpression
  /// The clauses.
  public let citations: [Int]
}

/// What a 补贴 says.
public struct Benefit: Sendable {
  /// 条件: all must be 是.
  public let conditions: [Condition]
  /// 除非: none may be 是.
  public let exclusions: [Condition]
  /// 金额, with its clauses.
  public let amount: Amount
  /// The clauses of 金额.
  public let amountCitations: [Int]
  /// 例外, each replacing 金额 where its condition is 是.
  public let exceptions: [BenefitException]
  /// 执行: the amount that the locality pays.
  public let execution: CheckedExpression?
  /// The clauses of 执行.
  public let executionCitations: [Int]
  /// 取整: the step in base units and the rule.
  public let rounding: RoundingStep?
}

/// 例外.
public struct BenefitException: Sendable {
  /// When it holds.
  public let condition: CheckedExpression
  /// What is paid then.
  public let amount: Amount
  /// The clauses.
  public let citations: [Int]
  /// Where it stands.
  public let span: SourceSpan
}

/// Rounding to multiples of a step.
public struct RoundingStep: Hashable, Sendable {
  /// The direction.
  public let rule: Rounding
  /// The step, in base units.
  public let step: ExactNumber
}

/// What an amount or a quantity is.
public indirect enum Amount: Sendable {
  /// An expression; 不适用 where it is.
  case exactly(CheckedExpression)
  /// 不低于: at least so much.
  case atLeast(CheckedExpression)
  /// 不超过: at most so much.
  case atMost(CheckedExpression)
  /// 查表.
  case lookUp(LookUp)
}

/// 查表: rows of patterns, complete and without overlap.
public struct LookUp: Sendable {
  /// The keys.
  public let keys: [CheckedExpression]
  /// The rows; a 其余 row is the last one.
  public let rows: [LookUpRow]
  /// Where the table stands.
  public let span: SourceSpan
}

/// One row of 查表.
public struct LookUpRow: Sendable {
  /// One pattern for each key; all `.any` in a 其余 row.
  public let patterns: [Pattern]
  /// Whether it is the 其余 row: it matches where no other row does.
  public let isRest: Bool
  /// What it gives.
  public let result: Amount
  /// Where it stands.
  public let span: SourceSpan
}

/// What a key is held against.
public enum Pattern: Hashable, Sendable {
  /// 任意.
  case any
  /// 是 or 否.
  case truth(Bool)
  /// Positions of options in their set, ascending.
  case options([Int])
  /// Numbers in base units (days, years) between two ends; an open end excludes its bound.
  case numbers(NumberPattern)
}

/// Numbers between two ends, each included or not.
public struct NumberPattern: Hashable, Sendable {
  /// The lower end.
  public let lower: Bound
  /// Whether the lower end itself belongs to the pattern.
  public let includesLower: Bool
  /// The upper end.
  public let upper: Bound
  /// Whether the upper end itself belongs to the pattern.
  public let includesUpper: Bool
}

/// An expression with its type, its place and its number.
public struct CheckedExpression: Sendable {
  /// Its position in `CheckedProgram.ranges`; unique in the program.
  public let id: Int
  /// What it computes.
  public let kind: Kind
  /// The type of its value.
  public let type: ValueType
  /// Where it is written.
  public let span: SourceSpan

  /// What an expression computes. Fields and rules are those of the entity in whose context the
  /// expression stands: the entity of the rule, the parent behind `parent`, the member in a group.
  public indirect enum Kind: Sendable {
    /// A number in base units, a date as its day number, or a year, as `type` says.
    case constant(ExactNumber)
    /// 是 or 否.
    case truth(Bool)
    /// The option at a position of the set that `type` names.
    case option(Int)
    /// 不适用.
    case notApplicable
    /// 评估日.
    case assessmentDate
    /// 评估年度.
    case assessmentYear
    /// The cell of a field.
    case field(Int)
    /// The value of a rule of the same entity.
    case rule(Int)
    /// `operand`, computed for the record that the 属于 field `relation` names.
    case parent(relation: Int, operand: CheckedExpression)
    /// A parameter on 评估日, with one option for each key.
    case parameter(Int, keys: [CheckedExpression])
    case not(CheckedExpression)
    /// 且.
    case all([CheckedExpression])
    /// 或.
    case any([CheckedExpression])
    /// Numbers, dates, years, ordered options; equality of any of them.
    case comparison(CheckedExpression, Comparison, CheckedExpression)
    /// 为 or 不为; `isOpen` where the list ends in 等.
    case membership(CheckedExpression, options: [Int], isNegated: Bool, isOpen: Bool)
    case sum([CheckedTerm])
    case product([CheckedFactor])
    /// The first arm whose condition is 是; `nil` otherwise is 不适用 (truths only).
    case conditional([CheckedArm], otherwise: CheckedExpression?)
    /// 周岁 on 评估日 of a date of birth.
    case age(CheckedExpression)
    /// 年份 of a date.
    case year(CheckedExpression)
    /// 四舍五入 or 截尾 to a fixed step in base units.
    case rounded(CheckedExpression, RoundingStep)
    /// 四舍五入 or 截尾 to as many decimals of a unit as `digits` says.
    case roundedToDigits(CheckedExpression, Rounding, digits: CheckedExpression, unit: UnitOfMeasure)
    /// 合计, 最大 or 最小 of a list; 不适用 is skipped.
    case list(ListFunction, [CheckedExpression])
    /// 每个 or 存在 over the members that the 若干 field `relation` names.
    case quantifier(
      isUniversal: Bool, relation: Int, condition: CheckedExpression?, predicate: CheckedExpression)
    /// 计数 (no value), 合计, 平均, 最大 or 最小 over members.
    case group(GroupFunction, relation: Int, condition: CheckedExpression?, value: CheckedExpression?)
    /// 占比 over members.
    case share(relation: Int, condition: CheckedExpression?, predicate: CheckedExpression)
    /// At least `minimum` of the items; 不适用 is skipped. 全部 has no minimum: all that apply.
    case threshold(minimum: Int?, [CheckedExpression])
  }
}

/// A term of a sum.
public struct CheckedTerm: Sendable {
  /// Whether it is subtracted.
  public let isSubtracted: Bool
  /// The term.
  public let term: CheckedExpression
}

/// A factor of a product.
public struct CheckedFactor: Sendable {
  /// Whether it divides.
  public let isDivisor: Bool
  /// The factor.
  public let factor: CheckedExpression
}

/// 条件 时 值.
public struct CheckedArm: Sendable {
  /// The condition.
  public let condition: CheckedExpression
  /// The value where it is 是.
  public let value: CheckedExpression
}

/// What an expression may be if every cell is missing.
public struct StaticRange: Hashable, Sendable {
  /// The numbers, days, years or option positions it may be; `nil` for truths.
  public var interval: Interval?
  /// Whether it may be 是, and whether it may be 否; for truths.
  public var mayBeTrue = false
  /// Whether a truth may be 否.
  public var mayBeFalse = false
  /// Whether it may be 不适用.
  public var mayBeNotApplicable = false
  /// Whether it may be 冲突.
  public var mayConflict = false
  /// Whether it takes whole numbers only (in base units).
  public var isWhole = false
  /// Whether it may be undecided: some cell or unpublished parameter can matter.
  public var mayBeUndecided = false
}

/// 测试.
public struct PolicyTest: Sendable {
  /// The title.
  public let title: String
  /// 评估日.
  public let date: CalendarDate
  /// The records, as cells of a record file.
  public let given: [GivenRecords]
  /// What is expected.
  public let expectations: [Expectation]
  /// Where it is declared.
  public let span: SourceSpan
}

/// 给定: the cells of one record file.
public struct GivenRecords: Sendable {
  /// The entity.
  public let entity: Int
  /// The headings and their places.
  public let heads: [Cell]
  /// The rows.
  public let rows: [[Cell]]
  /// Where it stands.
  public let span: SourceSpan

  /// A cell as it is written.
  public struct Cell: Sendable {
    /// The text, not folded.
    public let text: String
    /// Where it stands.
    public let span: SourceSpan
  }
}

/// 期望.
public struct Expectation: Sendable {
  /// The entity.
  public let entity: Int
  /// The key of the record.
  public let record: String
  /// The position of the rule.
  public let rule: Int
  /// The position of the requirement in its standard, if one is named.
  public let requirement: Int?
  /// The outcome.
  public let outcome: ExpectedOutcome
  /// Where the outcome stands.
  public let span: SourceSpan
}

/// What an expectation says; what is `nil` or empty is not compared.
public struct ExpectedOutcome: Sendable {
  /// The outcome word.
  public let word: Word
  /// The bounds, in base units.
  public let bounds: Interval?
  /// Whether `或 不适用` or `或 冲突` is written; `nil` where no bounds and no alternative are written.
  public let alternatives: Alternatives?
  /// The positions of the missing fields, each with its entity; compared as a set where not empty.
  public let missing: [Name]

  /// The words of outcomes.
  public enum Word: Hashable, Sendable {
    /// 达标, 不达标 (标准).
    case met, notMet
    /// 符合, 不符合 (认定).
    case eligible, notEligible
    /// 不适用.
    case notApplicable
    /// 冲突.
    case conflict
    /// 未生效.
    case notInForce
    /// 是, 否 (指标).
    case yes, no
    /// 待核实.
    case undecided
    /// 标准未公布.
    case unpublished
    /// An option (指标), by its position.
    case option(Int)
    /// A figure (指标, 补贴): see `bounds`; an infinite end for 不低于 and 不超过.
    case amount
  }

  /// What an undecided outcome may be besides its bounds.
  public struct Alternatives: Hashable, Sendable {
    /// 或 不适用.
    public let notApplicable: Bool
    /// 或 冲突.
    public let conflict: Bool
  }
}
