/// An expression as it is written.
public indirect enum ExpressionSyntax: Sendable {
  case literal(LiteralSyntax)
  case date(DateSyntax)
  case truth(Bool, SourceSpan)
  case notApplicable(SourceSpan)
  case assessmentDate(SourceSpan)
  case assessmentYear(SourceSpan)
  case path(PathSyntax)
  case not(ExpressionSyntax, SourceSpan)
  case all([ExpressionSyntax], SourceSpan)
  case any([ExpressionSyntax], SourceSpan)
  case comparison(ExpressionSyntax, Comparison, ExpressionSyntax, wording: String, SourceSpan)
  case membership(MembershipSyntax)
  case between(ExpressionSyntax, ExpressionSyntax, ExpressionSyntax, SourceSpan)
  case sum([SumTermSyntax], SourceSpan)
  case product([FactorSyntax], SourceSpan)
  case conditional([ConditionalArmSyntax], otherwise: ExpressionSyntax?, SourceSpan)
  case keyed(Identifier, keys: [ExpressionSyntax], SourceSpan)
  case age(ExpressionSyntax, SourceSpan)
  case year(ExpressionSyntax, SourceSpan)
  case rounded(Rounding, ExpressionSyntax, RoundingTargetSyntax, SourceSpan)
  case list(ListFunction, [ExpressionSyntax], SourceSpan)
  case quantifier(QuantifierSyntax)
  case group(GroupSyntax)
  case share(ShareSyntax)
  case threshold(ThresholdSyntax)

  /// Where the expression stands.
  public var span: SourceSpan {
    switch self {
    case .literal(let literal): literal.span
    case .date(let date): date.span
    case .truth(_, let span), .notApplicable(let span), .assessmentDate(let span),
      .assessmentYear(let span), .not(_, let span), .all(_, let span), .any(_, let span),
      .comparison(_, _, _, _, let span), .between(_, _, _, let span), .sum(_, let span),
      .product(_, let span), .conditional(_, _, let span), .keyed(_, _, let span), .age(_, let span),
      .year(_, let span), .rounded(_, _, _, let span), .list(_, _, let span):
      span
    case .path(let path): path.span
    case .membership(let membership): membership.span
    case .quantifier(let quantifier): quantifier.span
    case .group(let group): group.span
    case .share(let share): share.span
    case .threshold(let threshold): threshold.span
    }
  }
}

/// Names joined by 的.
public struct PathSyntax: Sendable {
  let names: [Identifier]
  let span: SourceSpan
}

/// 为 or 不为 with a list of options.
public struct MembershipSyntax: Sendable {
  let operand: ExpressionSyntax
  let isNegated: Bool
  let options: [Identifier]
  /// Whether the list ends in 等.
  let isOpen: Bool
  let span: SourceSpan
}

/// One term of a sum; the first is never subtracted.
public struct SumTermSyntax: Sendable {
  let isSubtracted: Bool
  let term: ExpressionSyntax
}

/// One factor of a product; the first is never a divisor.
public struct FactorSyntax: Sendable {
  let isDivisor: Bool
  let factor: ExpressionSyntax
}

/// 条件 时 值.
public struct ConditionalArmSyntax: Sendable {
  let condition: ExpressionSyntax
  let value: ExpressionSyntax
}

/// Functions over a list of quantities.
public enum ListFunction: String, Hashable, Sendable {
  case sum = "合计"
  case greatest = "最大"
  case least = "最小"
}

/// 每个 and 存在.
public struct QuantifierSyntax: Sendable {
  let isUniversal: Bool
  let group: PathSyntax
  let condition: ExpressionSyntax?
  let predicate: ExpressionSyntax
  let span: SourceSpan
}

/// 计数, 合计, 平均, 最大 and 最小 over a group.
public struct GroupSyntax: Sendable {
  let function: GroupFunction
  let path: PathSyntax
  let condition: ExpressionSyntax?
  let span: SourceSpan
}

/// What is computed over the members of a group.
public enum GroupFunction: String, Hashable, Sendable {
  case count = "计数"
  case sum = "合计"
  case average = "平均"
  case greatest = "最大"
  case least = "最小"
}

/// 占比.
public struct ShareSyntax: Sendable {
  let group: PathSyntax
  let condition: ExpressionSyntax?
  let predicate: ExpressionSyntax
  let span: SourceSpan
}

/// 全部, 任一 and 至少 n 项.
public struct ThresholdSyntax: Sendable {
  let kind: Kind
  let items: [ExpressionSyntax]
  let span: SourceSpan

  enum Kind: Hashable, Sendable {
    case all
    case any
    case atLeast(Int)
  }
}
