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
