/// The order or equality that a comparison word states.
public enum Comparison: Hashable, Sendable {
  case atLeast, atMost, above, below, equal, notEqual

  /// The comparison that holds exactly where this one does not.
  public var negated: Comparison {
    switch self {
    case .atLeast: .below
    case .atMost: .above
    case .above: .atMost
    case .below: .atLeast
    case .equal: .notEqual
    case .notEqual: .equal
    }
  }

  /// The symbol of the comparison.
  public var symbol: String {
    switch self {
    case .atLeast: "≥"
    case .atMost: "≤"
    case .above: "＞"
    case .below: "＜"
    case .equal: "="
    case .notEqual: "≠"
    }
  }
}

/// A word that no name may equal.
public enum Keyword: String, Hashable, Sendable, CaseIterable {
  case and = "且"
  case or = "或"
  case not = "非"
  case isOneOf = "为"
  case isNoneOf = "不为"
  case within = "在"
  case through = "至"
  case when = "时"
  case otherwise = "否则"
  case of = "的"
  case whose = "当"
  case satisfies = "满足"
  case every = "每个"
  case exists = "存在"
  case citing = "依据"
  case andOthers = "等"
  case yes = "是"
  case no = "否"
  case notApplicable = "不适用"
  case unpublished = "未公布"
  case lookUp = "查表"
  case rest = "其余"
  case any = "任意"
  case assessmentDate = "评估日"
  case assessmentYear = "评估年度"
}

/// The fixed words of the language, as data.
enum Vocabulary {
  /// Words between two quantities (民法典第1259条: 超过 低于 不满 不足 exclude the bound).
  static let comparisons: [(word: String, meaning: Comparison)] = [
    ("不低于", .atLeast), ("不少于", .atLeast), ("不小于", .atLeast), ("不早于", .atLeast), ("达到", .atLeast),
    ("至少", .atLeast), ("不超过", .atMost), ("不高于", .atMost), ("不多于", .atMost), ("不大于", .atMost),
    ("不晚于", .atMost), ("至多", .atMost), ("超过", .above), ("高于", .above), ("多于", .above),
    ("大于", .above), ("晚于", .above), ("低于", .below), ("少于", .below), ("小于", .below), ("早于", .below),
    ("不足", .below), ("不满", .below), ("不等于", .notEqual), ("等于", .equal),
  ]

  /// Words behind a quantity.
  static let boundaries: [(word: String, meaning: Comparison)] = [
    ("及以上", .atLeast), ("及以后", .atLeast), ("及以下", .atMost), ("及以前", .atMost), ("以上", .atLeast),
    ("以下", .atMost), ("以内", .atMost), ("以外", .above),
  ]

  /// Words kept for constructs of a later version.
  static let later: Set<String> = [
    "上年", "享受", "就高", "就低", "力争", "争取", "原则上", "该月", "该季度",
  ]

  static let keywordByWord = Dictionary(uniqueKeysWithValues: Keyword.allCases.map { ($0.rawValue, $0) })
  static let comparisonByWord = Dictionary(uniqueKeysWithValues: comparisons)
  static let boundaryByWord = Dictionary(uniqueKeysWithValues: boundaries)

  /// The words that W1 splits off, the longest first.
  static let splitFromWord = scalars(boundaries.map(\.word))

  /// The words that W3 splits off a unit.
  static let splitFromUnit = scalars(boundaries.map(\.word) + ["至"])

  /// The words that W2 splits off before a digit, the longest first.
  static let splitBeforeDigit = scalars(
    (comparisons.map(\.word) + boundaries.map(\.word) + ["在", "至"]).sorted {
      ($1.utf8.count, $0) < ($0.utf8.count, $1)
    })

  /// The number of characters of the longest reserved word.
  static let longestReserved =
    (Keyword.allCases.map(\.rawValue) + comparisons.map(\.word) + boundaries.map(\.word) + Array(later))
    .map(\.unicodeScalars.count).max() ?? 0

  private static func scalars(_ words: [String]) -> [[Unicode.Scalar]] {
    words.map { Array($0.unicodeScalars) }
  }

  /// Whether `word` is reserved as a whole word.
  static func isReserved(_ word: String) -> Bool {
    keywordByWord[word] != nil || comparisonByWord[word] != nil || boundaryByWord[word] != nil
      || later.contains(word)
  }

  /// The words that begin a declaration, with the kind of declaration.
  static let declarations: [String: DeclarationKind] = Dictionary(
    uniqueKeysWithValues: DeclarationKind.allCases.map { ($0.rawValue, $0) })
}

/// The eleven kinds of declarations.
public enum DeclarationKind: String, Hashable, Sendable, CaseIterable {
  case document = "文档"
  case citation = "条款"
  case unit = "单位"
  case options = "选项"
  case entity = "实体"
  case parameter = "参数"
  case quantity = "指标"
  case standard = "标准"
  case finding = "认定"
  case benefit = "补贴"
  case test = "测试"

  /// The words that begin its clauses; the fields of an 实体 begin with any name.
  var clauseWords: [String] {
    switch self {
    case .document: ["发文机关", "文号", "地区", "印发日期", "有效期", "存疑"]
    case .citation: ["不设规则", "存疑"]
    case .unit, .options, .entity: []
    case .parameter: ["自", "依据", "存疑"]
    case .quantity: ["依据", "存疑"]
    case .standard: ["依据", "存疑", "有效期", "适用", "要求"]
    case .finding: ["依据", "存疑", "有效期", "条件", "除非"]
    case .benefit: ["依据", "存疑", "有效期", "条件", "除非", "金额", "例外", "执行", "取整"]
    case .test: ["评估日", "给定", "期望"]
    }
  }
}
