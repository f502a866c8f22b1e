import PolicyDSL

/// `policyc format`: brings rule files into their canonical form.
enum FormatCommand {
  static let command = Command(
    name: "format",
    summary: Phrase(zh: "把规则文件整理成规范写法", en: "bring rule files into canonical form"),
    usage: Phrase(zh: "路径… [--check] [--fix]", en: "PATH… [--check] [--fix]"),
    details: Phrase(
      zh: """
        整理空格、缩进和表格，含义不变，就地改写文件。路径写 `-`，从标准输入读，写到标准输出。
        读不通的文件不动，列出其中的错误，退出码是 1。
        """,
      en: """
        Sets spaces, indentation and tables without a change of meaning, and rewrites the files in place.
        With `-` for a path it reads standard input and writes standard output.
        A file that cannot be parsed is left alone, its errors are listed, and the exit status is 1.
        """),
    options: [
      CommandOption(
        "check",
        Phrase(zh: "不改写，只列出会变的文件；有就以 1 退出", en: "change nothing; list what would change, and exit with 1")),
      CommandOption(
        "fix",
        Phrase(zh: "先按检查时给出的改法改好能改的", en: "first apply the changes that the checker proposes")),
    ],
    operands: 1...(.max), run: run)

  private static func run(
    _ arguments: CommandArguments, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    let isStream = arguments.operands.contains("-")
    if isStream, arguments.operands.count > 1 {
      throw .usage(Phrase(zh: "`-` 不能与别的路径同用", en: "`-` cannot be given with other paths"))
    }
    let files = isStream ? [try readInput(console)] : try RuleFiles.read(arguments.operands)
    let isCheck = arguments.has("check")
    let sources = arguments.has("fix") ? applyFixes(to: files) : files
    var tally = Tally()
    for (file, source) in zip(files, sources) {
      try Interruption.check()
      let canonical = try canonicalText(of: source, console)
      // Changes that put a part right are kept even if the rest cannot be parsed yet.
      let bytes = canonical.map { Array($0.utf8) } ?? source.bytes
      let isChanged = bytes != file.bytes
      tally.unreadable += canonical == nil ? 1 : 0
      tally.changed += isChanged ? 1 : 0
      if isStream {
        if let canonical, !isCheck { console.surroundings.output.write(canonical) }
      } else if isChanged {
        if !isCheck { try write(bytes, to: file.path) }
        console.print(TerminalText.safe(file.path))
      }
    }
    if !isStream { console.tell(tally.summary(of: files.count, isCheck: isCheck)) }
    return tally.unreadable > 0 || isCheck && tally.changed > 0 ? .policyError : .success
  }

  /// Returns the canonical text of a file, or `nil`, with its errors shown, if it cannot be parsed.
  private static func canonicalText(
    of file: SourceFile, _ console: Console
  ) throws(CommandFailure) -> String? {
    let parsed = Parser.parse(file, index: 0)
    guard parsed.diagnostics.errorCount == 0 else {
      console.tell(parsed.diagnostics, of: [file])
      return nil
    }
    let text = PolicyFormatter.format(file, parsed.product)
    // A mistake of the formatter must not cost anyone a file.
    let again = Parser.parse(SourceFile(path: file.path, text: text), index: 0)
    guard again.diagnostics.errorCount == 0 else {
      let shown = TerminalText.safe(file.path)
      throw CommandFailure(
        .policyError,
        [
          Phrase(
            zh: "`\(shown)` 整理以后读不通，这是工具的缺陷；文件没有动",
            en:
              "`\(shown)` could not be read after formatting, a defect of this tool; the file was left alone")
        ])
    }
    return text
  }

  private static func applyFixes(to files: [SourceFile]) -> [SourceFile] {
    let diagnostics = PolicyCompiler.compile(files).diagnostics
    return files.enumerated().map { index, file in
      PolicyFormatter.apply(diagnostics.compactMap(\.fix).filter { $0.span.file == index }, to: file)
    }
  }

  private static func readInput(_ console: Console) throws(CommandFailure) -> SourceFile {
    do throws(FileProblem) {
      return SourceFile(path: "-", bytes: try console.surroundings.readInput())
    } catch {
      throw error.isInterruption ? .interrupted : .file(error)
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    do throws(FileProblem) {
      try FileSystem.replace(path, with: bytes)
    } catch {
      throw error.isInterruption ? .interrupted : .file(error)
    }
  }

  /// What became of the files.
  private struct Tally {
    var changed = 0
    var unreadable = 0

    func summary(of files: Int, isCheck: Bool) -> Phrase {
      var zh = "\(files) 个文件，\(isCheck ? "要整理" : "整理了") \(changed) 个"
      var en = Count.english(files, "file") + ", \(changed) \(isCheck ? "to change" : "changed")"
      if unreadable > 0 {
        zh += "，\(unreadable) 个有错误，没有整理"
        en += ", \(unreadable) not formatted because of errors"
      }
      return Phrase(zh: zh, en: en)
    }
  }
}
