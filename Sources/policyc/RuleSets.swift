import PolicyDSL

/// The rule sets among the files that the user names.
struct RuleSets {
  /// The files and folders that the user named.
  let paths: [String]
  /// All rule files.
  let files: [SourceFile]
  /// The rule sets without an error.
  let programs: [CheckedProgram]
  /// The problems of all files.
  let diagnostics: [Diagnostic]

  /// Reads and checks the rule files at `paths`.
  static func read(_ paths: [String], _ console: Console) throws(CommandFailure) -> RuleSets {
    console.progress.begin(.checkingRules)
    defer { console.progress.pause() }
    let files = try RuleFiles.read(paths)
    let compiled = PolicyCompiler.compile(files)
    try Interruption.check()
    return RuleSets(
      paths: paths, files: files, programs: compiled.product, diagnostics: compiled.diagnostics)
  }

  /// Returns the rule set that the user means.
  ///
  /// - Parameter name: The folder, or as many of its last parts as it takes to tell it from the others;
  ///   without a name there has to be one rule set with rules.
  /// - Throws: What there is to choose from; or that the rule set has errors, which are shown.
  func choose(_ name: String?, _ console: Console) throws(CommandFailure) -> CheckedProgram {
    let folders = self.folders
    let meant = name.map { Self.matches($0, among: folders) } ?? folders
    guard let folder = meant.first, meant.count == 1 else { throw ambiguous(name, meant, folders) }
    guard let program = programs.first(where: { $0.ruleSet == folder }) else {
      let own = diagnostics.filter { isVisible(files[$0.span.file].folder, from: folder) }
      console.tell(own, of: files)
      console.tellOfUnreadFolder(above: paths, own, of: files)
      throw CommandFailure(
        .policyError,
        [
          Phrase(
            zh: "规则集 `\(Self.shown(folder))` 有错误，不能执行",
            en: "the rule set `\(Self.shown(folder))` has errors and cannot be run")
        ])
    }
    return program
  }

  /// The rule files that a rule set sees: those of its folder and of the folders above.
  func files(of program: CheckedProgram) -> [SourceFile] {
    files.filter { isVisible($0.folder, from: program.ruleSet) }
  }

  /// The folders that hold rules, or errors that hide whether they do.
  private var folders: [String] {
    var found: [String] = []
    for file in files where !found.contains(file.folder) {
      let program = programs.first { $0.ruleSet == file.folder }
      if program.map({ !$0.rules.isEmpty }) ?? true { found.append(file.folder) }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func ambiguous(_ name: String?, _ meant: [String], _ all: [String]) -> CommandFailure {
    let list = (meant.isEmpty ? all : meant).map { "`\(Self.shown($0))`" }
    let choice = Phrase(
      zh: "用 --set 给出其中一个: " + list.joined(separator: " "),
      en: "name one of them with --set: " + list.joined(separator: " "))
    guard !all.isEmpty else {
      return CommandFailure(
        .policyError, [Phrase(zh: "这些文件里没有规则", en: "there are no rules in these files")])
    }
    guard let name else {
      return .usage(
        Phrase(zh: "这里有 \(all.count) 个规则集", en: "there are \(all.count) rule sets here"), hint: choice)
    }
    let shown = TerminalText.safe(name)
    return meant.isEmpty
      ? .usage(Phrase(zh: "没有规则集 `\(shown)`", en: "there is no rule set `\(shown)`"), hint: choice)
      : .usage(
        Phrase(zh: "`\(shown)` 可以指 \(meant.count) 个规则集", en: "`\(shown)` can mean \(meant.count) rule sets"),
        hint: choice)
  }

  /// Whether `folder` is the folder of a rule set or stands above it.
  private func isVisible(_ folder: String, from ruleSet: String) -> Bool {
    folder == ruleSet || folder.isEmpty || ruleSet.hasPrefix(folder + "/")
  }

  /// The folders that a name may mean: the one it names in full, else those whose last parts it names.
  private static func matches(_ name: String, among folders: [String]) -> [String] {
    var wanted = Substring(name)
    while wanted.count > 1, wanted.hasSuffix("/") { wanted.removeLast() }
    if let folder = folders.first(where: { shown($0) == wanted }) { return [folder] }
    return folders.filter { $0.hasSuffix("/" + wanted) }
  }

  /// A folder as messages name it.
  static func shown(_ folder: String) -> String {
    TerminalText.safe(folder.isEmpty ? "." : folder)
  }
}
