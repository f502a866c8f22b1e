import PolicyDSL

/// `policyc check`: says what is wrong with rule files.
enum CheckCommand {
  static let command = Command(
    name: "check",
    summary: Phrase(zh: "检查规则文件，列出错误和警告", en: "check rule files and list errors and warnings"),
    usage: Phrase(zh: "路径…", en: "PATH…"),
    details: Phrase(
      zh: """
        路径是规则文件，或者文件夹（连同下面各层的 *.policy 一起检查，隐藏的除外）。
        一个文件夹是一个规则集，看得见上面各层文件夹里的声明，到给出的路径为止。
        有错误时退出码是 1；只有警告是 0。
        """,
      en: """
        A path is a rule file or a folder, searched to the bottom for *.policy, hidden ones left out.
        A folder is a rule set; it sees the declarations of the folders above it, up to the path given.
        The exit status is 1 if there are errors, 0 if there are warnings only.
        """),
    options: [], operands: 1...(.max), run: run)

  private static func run(
    _ arguments: CommandArguments, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    console.progress.begin(.checkingRules)
    let files = try RuleFiles.read(arguments.operands)
    let diagnostics = PolicyCompiler.compile(files).diagnostics
    console.progress.pause()
    try Interruption.check()
    console.tell(diagnostics, of: files)
    let errors = diagnostics.errorCount
    if errors > 0 {
      console.tellOfUnreadNeighbours(of: files, named: arguments.operands)
      console.tellOfUnreadFolder(above: arguments.operands, diagnostics, of: files)
    }
    let warnings = diagnostics.count - errors
    let ruleSets = Set(files.map(\.folder)).count
    console.print(
      Phrase(
        zh: "\(ruleSets) 个规则集，\(files.count) 个文件，\(errors) 处错误，\(warnings) 处警告",
        en: Count.english(ruleSets, "rule set") + ", " + Count.english(files.count, "file") + ", "
          + Count.english(errors, "error") + ", " + Count.english(warnings, "warning")))
    return errors > 0 ? .policyError : .success
  }
}

extension Console {
  /// Says that a file given alone was checked without its neighbours, which may declare what it lacks.
  func tellOfUnreadNeighbours(of files: [SourceFile], named paths: [String]) {
    guard let file = files.first(where: { paths.contains($0.path) }),
      RuleFiles.hasUnreadNeighbours(file, among: files)
    else { return }
    let folder = TerminalText.safe(file.folder.isEmpty ? "." : file.folder)
    tell(
      Phrase(
        zh: "说明: 只读了给出的文件。同一文件夹里还有别的规则文件，要一起检查，请给出文件夹 `\(folder)`。\n",
        en:
          "note: only the files given were read; to check them with the others of their folder, give `\(folder)`.\n"
      ))
  }

  /// Says which folder to give where one above those given seems to declare what the rules lack.
  func tellOfUnreadFolder(above paths: [String], _ diagnostics: [Diagnostic], of files: [SourceFile]) {
    let missing = Set(
      diagnostics.filter { Self.codesOfMissingNames.contains($0.code) }
        .map { files[$0.span.file].text($0.span) })
    guard !missing.isEmpty else { return }
    for path in paths {
      guard let found = RuleFiles.unreadFolder(above: path, mentioning: missing, among: files) else {
        continue
      }
      let folder = TerminalText.safe(found)
      tell(
        Phrase(
          zh: "说明: 上面的文件夹 `\(folder)` 里的规则文件没有读，其中有这里缺少的名称；要一起检查，请给出文件夹 `\(folder)`。\n",
          en:
            "note: rule files of the folder `\(folder)` above were not read and have names that are missing here; to check them together, give `\(folder)`.\n"
        ))
      return
    }
  }

  /// The problems that arise where the files of a folder above are missing.
  private static let codesOfMissingNames: Set<DiagnosticCode> = [
    .unknownEntity, .unknownOptionSet, .unknownType, .unknownName, .unknownFunction, .unknownUnit,
    .unknownRule, .unknownDocument, .unknownCitation,
  ]
}
