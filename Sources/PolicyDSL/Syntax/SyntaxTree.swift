/// The tree of one rule file, as its author wrote it; nothing in it has been resolved.
///
/// Every node keeps its span. The cases follow the grammar in `docs/语言参考.md`.
public struct SyntaxTree: Sendable {
  /// The declarations in the order of the file.
  public var declarations: [DeclarationSyntax] = []
}

/// A name where it is written.
public struct Identifier: Hashable, Sendable {
  /// The name, folded.
  public let name: Name
  /// Where it is written.
  public let span: SourceSpan
}

/// A date where it is written.
public struct DateSyntax: Sendable {
  let date: CalendarDate
  let span: SourceSpan
}

/// A quoted text where it is written.
public struct TextSyntax: Sendable {
  let text: String
  let span: SourceSpan
}

/// A period, both days included; `end` is `nil` for 长期.
public struct PeriodSyntax: Sendable {
  let start: DateSyntax
  let end: DateSyntax?
  let span: SourceSpan
}

/// One declaration with its clauses.
public enum DeclarationSyntax: Sendable {
  case document(DocumentSyntax)
  case citation(CitationSyntax)
  case unit(UnitDeclarationSyntax)
  case options(OptionsSyntax)
  case entity(EntitySyntax)
  case parameter(ParameterSyntax)
  case quantity(QuantitySyntax)
  case standard(StandardSyntax)
  case finding(FindingSyntax)
  case benefit(BenefitSyntax)
  case test(TestSyntax)
}

/// 文档.
public struct DocumentSyntax: Sendable {
  let title: TextSyntax
  let shortName: Identifier?
  var authority: TextSyntax?
  var number: TextSyntax?
  var region: [Identifier] = []
  var issued: DateSyntax?
  var period: PeriodSyntax?
  var openQuestions: [TextSyntax] = []
}

/// 条款.
public struct CitationSyntax: Sendable {
  let identifier: Identifier
  let document: DocumentReferenceSyntax
  let place: TextSyntax?
  let keyPhrase: TextSyntax
  var withoutRule: TextSyntax?
  var openQuestions: [TextSyntax] = []
}

/// A document named by its title or its short name.
public enum DocumentReferenceSyntax: Sendable {
  case title(TextSyntax)
  case shortName(Identifier)
}

/// 单位.
public struct UnitDeclarationSyntax: Sendable {
  let name: Identifier
  let factor: NumberSyntax?
  let definition: UnitSyntax?
  let isWhole: Bool
}

/// 选项.
public struct OptionsSyntax: Sendable {
  let name: Identifier
  let isOrdered: Bool
  let options: [Identifier]
  let isOpen: Bool
}

/// 实体.
public struct EntitySyntax: Sendable {
  let name: Identifier
  let countingUnit: Identifier?
  var fields: [FieldSyntax] = []
  /// Whether a field could not be read.
  var isDamaged = false
}

/// One field of an 实体.
public struct FieldSyntax: Sendable {
  let name: Identifier
  let type: TypeSyntax
  var range: RangeSyntax?
  var decimals: NumberSyntax?
  var column: TextSyntax?
  var columnUnit: UnitSyntax?
  var blank: BlankSyntax?
  var isSensitive = false
  let span: SourceSpan
}

/// What an empty cell of a field means (空为).
public enum BlankSyntax: Sendable {
  case no(SourceSpan)
  case notYet(SourceSpan)
  case number(NumberSyntax)
}

/// The type of a field, a parameter or a quantity.
public enum TypeSyntax: Sendable {
  case key(SourceSpan)
  case truth(SourceSpan)
  case presence(SourceSpan)
  case date(SourceSpan)
  case year(SourceSpan)
  case belongsTo(Identifier, SourceSpan)
  case many(Identifier, through: Identifier?, SourceSpan)
  case named(UnitSyntax)

  var span: SourceSpan {
    switch self {
    case .key(let span), .truth(let span), .presence(let span), .date(let span), .year(let span),
      .belongsTo(_, let span), .many(_, _, let span):
      span
    case .named(let unit): unit.span
    }
  }
}

/// A run of unit words: `元/人·年`, `%`, `万元`, or the name of an option set.
public struct UnitSyntax: Sendable {
  let numerator: [Identifier]
  let denominator: [Identifier]
  let span: SourceSpan

  /// The only word, where the run is one word.
  var word: Identifier? { numerator.count == 1 && denominator.isEmpty ? numerator[0] : nil }
}

/// A number without a unit.
public struct NumberSyntax: Sendable {
  let value: ExactNumber
  let text: String
  let span: SourceSpan
}

/// A number with its sign and unit, if any.
public struct LiteralSyntax: Sendable {
  let value: ExactNumber
  let text: String
  let unit: UnitSyntax?
  let span: SourceSpan
}

/// 范围: from one end to the other, or one end with a boundary word.
public struct RangeSyntax: Sendable {
  let lower: ConstantSyntax?
  let upper: ConstantSyntax?
  let boundary: Comparison?
  let span: SourceSpan
}

/// A literal or a date.
public enum ConstantSyntax: Sendable {
  case literal(LiteralSyntax)
  case date(DateSyntax)

  var span: SourceSpan {
    switch self {
    case .literal(let literal): literal.span
    case .date(let date): date.span
    }
  }
}

/// 参数.
public struct ParameterSyntax: Sendable {
  let name: Identifier
  let type: TypeSyntax
  let keys: [Identifier]
  let range: RangeSyntax?
  var entries: [ParameterEntrySyntax] = []
  var citations: [Identifier] = []
  var openQuestions: [TextSyntax] = []
}

/// One 自 line of a 参数.
public struct ParameterEntrySyntax: Sendable {
  let start: DateSyntax
  let end: DateSyntax?
  let isOpenEnded: Bool
  let value: ParameterValueSyntax?
  let citations: [Identifier]
  let table: ParameterTableSyntax?
  let span: SourceSpan
}

/// The value of a parameter in one period.
public enum ParameterValueSyntax: Sendable {
  case constant(ConstantSyntax)
  case unpublished(SourceSpan)

  var span: SourceSpan {
    switch self {
    case .constant(let constant): constant.span
    case .unpublished(let span): span
    }
  }
}

/// The rows of a keyed parameter.
public struct ParameterTableSyntax: Sendable {
  let heads: [Identifier]
  let rows: [ParameterRowSyntax]
  let span: SourceSpan
}

/// 指标.
public struct QuantitySyntax: Sendable {
  let name: Identifier
  let entity: Identifier
  let type: TypeSyntax
  let value: AmountSyntax
  var citations: [Identifier]
  var openQuestions: [TextSyntax] = []
}

/// 标准.
public struct StandardSyntax: Sendable {
  let name: Identifier
  let entity: Identifier
  var citations: [Identifier] = []
  var openQuestions: [TextSyntax] = []
  var period: PeriodSyntax?
  var applicability: [ConditionSyntax] = []
  var requirements: [RequirementSyntax] = []
}

/// An expression with the clauses it cites.
public struct ConditionSyntax: Sendable {
  let expression: ExpressionSyntax
  let citations: [Identifier]
  let span: SourceSpan
}

/// 要求; a requirement without an expression is a truth of the same name.
public struct RequirementSyntax: Sendable {
  let name: Identifier
  let expression: ExpressionSyntax?
  let citations: [Identifier]
  let span: SourceSpan
}

/// 认定.
public struct FindingSyntax: Sendable {
  let name: Identifier
  let entity: Identifier
  var citations: [Identifier] = []
  var openQuestions: [TextSyntax] = []
  var period: PeriodSyntax?
  var conditions: [ConditionSyntax] = []
  var exclusions: [ConditionSyntax] = []
}

/// 补贴.
public struct BenefitSyntax: Sendable {
  let name: Identifier
  let entity: Identifier
  var citations: [Identifier] = []
  var openQuestions: [TextSyntax] = []
  var period: PeriodSyntax?
  var conditions: [ConditionSyntax] = []
  var exclusions: [ConditionSyntax] = []
  var amount: AmountClauseSyntax?
  var exceptions: [ExceptionSyntax] = []
  var execution: ConditionSyntax?
  var rounding: RoundingClauseSyntax?
}

/// 金额.
public struct AmountClauseSyntax: Sendable {
  let amount: AmountSyntax
  let citations: [Identifier]
  let span: SourceSpan
}

/// 例外 … 时 金额 ….
public struct ExceptionSyntax: Sendable {
  let condition: ExpressionSyntax
  let amount: AmountSyntax
  let citations: [Identifier]
  let span: SourceSpan
}

/// 取整.
public struct RoundingClauseSyntax: Sendable {
  let rule: Rounding
  let target: RoundingTargetSyntax
  let span: SourceSpan
}

/// To what a number is rounded.
public enum RoundingTargetSyntax: Sendable {
  case unit(UnitSyntax)
  case digits(DigitsSyntax, of: UnitSyntax?)
}

/// A fixed number of digits or a field that gives it.
public enum DigitsSyntax: Sendable {
  case number(NumberSyntax)
  case path(PathSyntax)
}

/// What 金额, 例外 and 指标 give.
public enum AmountSyntax: Sendable {
  case expression(ExpressionSyntax)
  case atLeast(ExpressionSyntax, SourceSpan)
  case atMost(ExpressionSyntax, SourceSpan)
  case lookUp(LookUpSyntax)

  var span: SourceSpan {
    switch self {
    case .expression(let expression): expression.span
    case .atLeast(_, let span), .atMost(_, let span): span
    case .lookUp(let table): table.span
    }
  }
}

/// 查表.
public struct LookUpSyntax: Sendable {
  let heads: [ExpressionSyntax]
  let rows: [LookUpRowSyntax]
  let span: SourceSpan
}

/// One row of 查表.
public struct LookUpRowSyntax: Sendable {
  let patterns: [PatternSyntax]
  let result: AmountSyntax
  let span: SourceSpan
}

/// A cell that a key is held against.
public enum PatternSyntax: Sendable {
  case any(SourceSpan)
  case rest(SourceSpan)
  case truth(Bool, SourceSpan)
  case names([Identifier], SourceSpan)
  case range(RangeSyntax)
  case exactly(LiteralSyntax)
  case comparison(Comparison, LiteralSyntax, SourceSpan)

  var span: SourceSpan {
    switch self {
    case .any(let span), .rest(let span), .truth(_, let span), .names(_, let span),
      .comparison(_, _, let span):
      span
    case .range(let range): range.span
    case .exactly(let literal): literal.span
    }
  }
}

/// 测试.
public struct TestSyntax: Sendable {
  let title: TextSyntax
  var date: DateSyntax?
  var given: [GivenSyntax] = []
  var expectations: [ExpectationSyntax] = []
  /// Whether a clause could not be read.
  var isDamaged = false
  let span: SourceSpan
}

/// 给定: a small record file.
public struct GivenSyntax: Sendable {
  let entity: Identifier
  let heads: [TextSyntax]
  let rows: [[TextSyntax]]
  let span: SourceSpan
}

/// One expected outcome of one record.
public struct ExpectationSyntax: Sendable {
  let entity: Identifier
  let record: TextSyntax
  let rule: Identifier
  let requirement: Identifier?
  let outcome: OutcomeSyntax
}

/// What 期望 says of an outcome.
public struct OutcomeSyntax: Sendable {
  let word: Word
  let bounds: Bounds?
  let alternatives: [Alternative]
  let missing: [Identifier]
  let span: SourceSpan

  enum Word: Hashable, Sendable {
    case met, notMet, eligible, notEligible, notApplicable, conflict, notInForce, yes, no
    case undecided, unpublished
    case option(Name)
    case amount
  }

  enum Bounds: Sendable {
    case exactly(ConstantSyntax)
    case between(ConstantSyntax, ConstantSyntax)
    case atLeast(LiteralSyntax)
    case atMost(LiteralSyntax)
  }

  enum Alternative: Hashable, Sendable { case notApplicable, conflict }
}

/// One row of a keyed parameter.
public struct ParameterRowSyntax: Sendable {
  let patterns: [PatternSyntax]
  let value: ParameterValueSyntax
  let span: SourceSpan
}
