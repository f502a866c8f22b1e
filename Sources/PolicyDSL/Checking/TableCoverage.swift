/// The values that a key of a table may have.
enum KeyDomain {
  case truth
  /// Options by position; an open set has one more value, 未列.
  case options(Int, isOpen: Bool)
  /// Numbers between two ends, in base units; whole numbers only where `isWhole`.
  case numbers(Interval, isWhole: Bool, unit: String = "")
}

/// Finds combinations of keys that no row or more than one row of a table matches.
struct TableCoverage {
  /// A table is cut into so many combinations at most.
  static let mostCombinations = 100_000

  /// Returns the row that each combination of regions matches, the last key fastest.
  ///
  /// Options and truths are regions of their own; numbers are cut at every bound that a row names,
  /// so that within a region every number matches the same rows.
  /// - Parameters:
  ///   - names: The names of the options of each key, for messages; empty for other keys.
  ///   - isParameter: Whether the table gives the values of a 参数.
  static func check(
    rows: [LookUpRow], domains: [KeyDomain], names: [[Name]], isParameter: Bool = false, span: SourceSpan
  ) -> StageResult<[Int]?> {
    var regions: [[Region]] = []
    var total = 1
    for (key, domain) in domains.enumerated() {
      let own = Self.regions(
        of: domain, patterns: rows.filter { !$0.isRest }.map { $0.patterns[key] }, names: names[key])
      let (product, overflow) = total.multipliedReportingOverflow(by: own.count)
      guard !overflow, product <= mostCombinations else {
        return StageResult(product: nil, diagnostics: [.tableTooLarge(at: span)])
      }
      total = product
      regions.append(own)
    }
    var diagnostics: [Diagnostic] = []
    var matches: [Int] = []
    var matched = Set<Int>()
    var reportedPairs = Set<[Int]>()
    let rest = rows.firstIndex(where: \.isRest)
    let plain = rows.indices.filter { !rows[$0].isRest }
    for combination in 0..<total {
      let point = Self.point(combination, regions)
      let found = plain.filter { row in
        zip(rows[row].patterns, point).allSatisfy { $1.matches($0) }
      }
      matched.formUnion(found)
      if found.count > 1 {
        if reportedPairs.insert(Array(found.prefix(2))).inserted {
          diagnostics.append(
            .tableOverlap(describe(point), at: rows[found[1]].span, first: rows[found[0]].span))
        }
      } else if found.isEmpty, rest == nil {
        if !diagnostics.contains(where: { $0.code == .tableGap }) {
          diagnostics.append(
            .tableGap(describe(point), keys: domains.count, isParameter: isParameter, at: span))
        }
      } else if found.isEmpty, let rest {
        matched.insert(rest)
      }
      matches.append(found.first ?? rest ?? 0)
    }
    for row in rows.indices where !matched.contains(row) {
      diagnostics.append(.rowNeverMatches(at: rows[row].span))
    }
    let isSound = !diagnostics.contains { $0.code.severity == .error }
    return StageResult(product: isSound ? matches : nil, diagnostics: diagnostics)
  }

  private static func describe(_ point: [Region]) -> Phrase {
    Phrase(
      zh: point.map { "`\($0.text.zh)`" }.joined(separator: "、"),
      en: point.map { "`\($0.text.en)`" }.joined(separator: ", "))
  }

  private static func point(_ combination: Int, _ regions: [[Region]]) -> [Region] {
    var rest = combination
    var point: [Region] = []
    for own in regions.reversed() {
      point.append(own[rest % own.count])
      rest /= own.count
    }
    return point.reversed()
  }

  /// Values of one key that all match the same patterns; `sample` stands for them.
  private struct Region {
    let sample: Sample
    let text: Phrase

    init(_ sample: Sample, zh: String, en: String) {
      self.sample = sample
      text = Phrase(zh: zh, en: en)
    }

    enum Sample {
      case truth(Bool)
      case option(Int)
      case unlisted
      case number(ExactNumber)
    }

    func matches(_ pattern: Pattern) -> Bool {
      switch (pattern, sample) {
      case (.any, _): true
      case (.truth(let wanted), .truth(let value)): wanted == value
      case (.options(let wanted), .option(let value)): wanted.contains(value)
      case (.numbers(let wanted), .number(let value)):
        (wanted.lower < .finite(value) || (wanted.includesLower && wanted.lower == .finite(value)))
          && (.finite(value) < wanted.upper || (wanted.includesUpper && wanted.upper == .finite(value)))
      default: false
      }
    }
  }

  private static func regions(of domain: KeyDomain, patterns: [Pattern], names: [Name]) -> [Region] {
    switch domain {
    case .truth:
      return [Region(.truth(true), zh: "是", en: "是"), Region(.truth(false), zh: "否", en: "否")]
    case .options(let count, let isOpen):
      return (0..<count).map { position in
        let name = position < names.count ? names[position].text : ""
        return Region(.option(position), zh: name, en: name)
      } + (isOpen ? [Region(.unlisted, zh: "未列出的选项", en: "an unlisted option")] : [])
    case .numbers(let interval, let isWhole, let unit):
      return numberRegions(interval, isWhole: isWhole, unit, patterns)
    }
  }

  /// The bounds themselves and one sample between each two neighbours, inside the interval.
  private static func numberRegions(
    _ interval: Interval, isWhole: Bool, _ unit: String, _ patterns: [Pattern]
  ) -> [Region] {
    var cuts: [ExactNumber] = []
    for case .numbers(let pattern) in patterns {
      cuts += [pattern.lower.number, pattern.upper.number].compactMap { $0 }
    }
    cuts += [interval.lower.number, interval.upper.number].compactMap { $0 }
    if isWhole {
      // A bound between two whole numbers cuts there: both neighbours stand for their side.
      cuts = cuts.flatMap { cut -> [ExactNumber] in
        guard !cut.isWhole, let whole = cut.rounded(to: .one, .towardZero) else { return [cut] }
        return [whole.subtracting(.one), whole, whole.adding(.one)].compactMap { $0 }
      }
    }
    cuts = Array(Set(cuts)).filter(interval.contains).sorted()
    let half = ExactNumber(1, over: 2)!
    var regions: [Region] = []
    guard let first = cuts.first, let last = cuts.last else {
      return [Region(.number(.zero), zh: "任何数", en: "any number")]
    }
    func shown(_ number: ExactNumber) -> String { number.description + unit }
    if interval.lower < .finite(first), let below = first.subtracting(.one) {
      regions.append(Region(.number(below), zh: "低于 \(shown(first))", en: "less than \(shown(first))"))
    }
    for (position, cut) in cuts.enumerated() {
      regions.append(Region(.number(cut), zh: shown(cut), en: shown(cut)))
      guard position + 1 < cuts.count else { continue }
      let next = cuts[position + 1]
      if isWhole {
        if let following = cut.adding(.one), following < next {
          regions.append(Region(.number(following), zh: shown(following), en: shown(following)))
        }
      } else if let middle = cut.adding(next)?.multiplied(by: half) {
        regions.append(
          Region(
            .number(middle), zh: "超过 \(shown(cut))、不足 \(shown(next))",
            en: "between \(shown(cut)) and \(shown(next))"))
      }
    }
    if .finite(last) < interval.upper, let above = last.adding(.one) {
      regions.append(Region(.number(above), zh: "超过 \(shown(last))", en: "more than \(shown(last))"))
    }
    return regions
  }
}
