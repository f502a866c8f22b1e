import PolicyDSL

/// `policyc new`: makes a small rule set to start from.
enum NewCommand {
  static let command = Command(
    name: "new",
    summary: Phrase(zh: "建一个示例规则集，从它改起", en: "make an example rule set to start from"),
    usage: Phrase(zh: "文件夹", en: "FOLDER"),
    details: Phrase(
      zh: """
        在新文件夹里写一个虚构的县的规则集：数据有哪些（实体）、文件和条款、参数、标准、
        补贴、测试，和可以执行的样例数据。文件夹已有内容时不写。
        """,
      en: """
        Writes the rule set of an invented county into a new folder: what records there are, a document
        with clauses, a parameter, a 标准, a 补贴, a 测试, and sample records to run it on. A folder
        that holds anything already is refused.
        """),
    options: [], operands: 1...1, run: run)

  private static func run(
    _ arguments: CommandArguments, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    var folder = arguments.operands[0]
    while folder.utf8.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    let shown = TerminalText.safe(folder)
    do throws(FileProblem) {
      try refuseContent(of: folder)
      try FileSystem.createFolder(folder + "/记录")
      for (name, text) in ExampleRuleSet.rules {
        let file = SourceFile(path: name, text: text)
        let canonical = PolicyFormatter.format(file, Parser.parse(file, index: 0).product)
        try FileSystem.create("\(folder)/\(name)", Array(canonical.utf8))
      }
      for (name, text) in ExampleRuleSet.records {
        // Spreadsheets take a file for UTF-8 only behind a byte-order mark.
        try FileSystem.create("\(folder)/记录/\(name)", [0xEF, 0xBB, 0xBF] + Array(text.utf8))
      }
    } catch {
      throw error.isInterruption ? .interrupted : .file(error)
    }
    let names = (ExampleRuleSet.rules.map(\.name) + ExampleRuleSet.records.map { "记录/" + $0.name })
    for name in names { console.print("\(shown)/\(name)") }
    console.tell(
      Phrase(
        zh: """
          接下来：
            policyc check \(shown)
            policyc test \(shown)
            policyc eval \(shown) --data \(shown)/记录 --as-of \(ExampleRuleSet.day)
          """,
        en: """
          what next:
            policyc check \(shown)
            policyc test \(shown)
            policyc eval \(shown) --data \(shown)/记录 --as-of \(ExampleRuleSet.day)
          """))
    return .success
  }

  private static func refuseContent(of folder: String) throws(FileProblem) {
    do throws(FileProblem) {
      guard try FileSystem.kind(of: folder) == .folder else { throw FileProblem.exists(folder) }
      guard try FileSystem.entries(of: folder).isEmpty else { throw FileProblem(folder, .notEmpty) }
    } catch {
      if !error.isMissing { throw error }
    }
  }
}
