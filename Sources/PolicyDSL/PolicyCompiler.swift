/// Turns the files of one or more rule sets into programs that are ready to be planned.
///
/// This is the order of the work: lex and parse each file, then for each rule set collect what is
/// declared, check what it says, order it, bound it, and give advice.
public enum PolicyCompiler {
  /// Returns one checked program for each rule set among `files`, and all problems found.
  ///
  /// A rule set is a folder that holds files; it sees its own files and those of the folders above
  /// it among `files`. A rule set with an error has no program. Diagnostics are ordered by file and
  /// place; a problem that several rule sets share is reported once.
  public static func compile(_ files: [SourceFile]) -> StageResult<[CheckedProgram]> {
    let parsed = files.enumerated().map { Parser.parse($0.element, index: $0.offset) }
    var diagnostics = parsed.flatMap(\.diagnostics)
    var programs: [CheckedProgram] = []
    var used = Set<SourceSpan>()
    var usable: [SourceSpan: Diagnostic] = [:]
    var names: [Int: Set<Name>] = [:]
    for ruleSet in RuleSetLayout.ruleSets(of: files) {
      let own = ruleSet.files.flatMap { parsed[$0].diagnostics }
      // Nothing can be said of a rule set before all of its files can be read.
      if own.contains(where: { $0.code == .unreadableByte }) { continue }
      let hasErrors = own.contains { $0.code.severity == .error }
      let (product, problems) = Checker.check(
        ruleSet.files.map { parsed[$0].product }, ruleSet: ruleSet.folder, hasErrors: hasErrors)
      diagnostics += problems
      used.formUnion(product.used)
      usable.merge(product.usable) { first, _ in first }
      for file in ruleSet.files { names[file, default: []].formUnion(product.names) }
      if let program = product.program { programs.append(program) }
    }
    if !diagnostics.contains(where: { $0.code.severity == .error }) {
      diagnostics += usable.filter { !used.contains($0.key) }.values
    }
    let spacing = parsed.indices.flatMap { position in
      WordSpacing.check(parsed[position].product, names: names[position] ?? [], problems: diagnostics)
    }
    return StageResult(product: programs, diagnostics: merge(diagnostics, spacing))
  }

  /// Orders the diagnostics by place without repetitions; a line whose words run together has that
  /// one problem, and what follows from it is left out.
  private static func merge(
    _ diagnostics: [Diagnostic], _ spacing: [WordSpacing.Finding]
  ) -> [Diagnostic] {
    // The findings of a file stand in the order of its lines, so the lines that begin before a
    // place end with the only one that can hold it.
    var covered: [Int: [Range<Int>]] = [:]
    for finding in spacing { covered[finding.diagnostic.span.file, default: []].append(finding.line) }
    func isCovered(_ span: SourceSpan) -> Bool {
      guard let lines = covered[span.file] else { return false }
      var low = 0
      var high = lines.count
      while low < high {
        let middle = (low + high) / 2
        if lines[middle].lowerBound <= span.lower { low = middle + 1 } else { high = middle }
      }
      return low > 0 && lines[low - 1].contains(span.lower)
    }
    var seen = Set<Diagnostic>()
    let kept = diagnostics.filter { !isCovered($0.span) && seen.insert($0).inserted }
    let sorted = (kept + spacing.map(\.diagnostic)).sorted {
      ($0.span.file, $0.span.lower, $0.span.upper, $0.code.rawValue, $0.message.zh)
        < ($1.span.file, $1.span.lower, $1.span.upper, $1.code.rawValue, $1.message.zh)
    }
    // An unknown name is reported where a file uses it first: its declaration is what is missing.
    var unknown = Set<[String]>()
    return sorted.filter { problem in
      !aboutUnknownNames.contains(problem.code)
        || unknown.insert([String(problem.span.file), problem.code.rawValue, problem.message.zh]).inserted
    }
  }

  private static let aboutUnknownNames: Set<DiagnosticCode> = [
    .unknownName, .unknownEntity, .unknownOptionSet, .unknownOption, .unknownType, .unknownRule,
    .unknownField,
    .unknownUnit, .unknownDocument, .unknownCitation,
  ]
}
