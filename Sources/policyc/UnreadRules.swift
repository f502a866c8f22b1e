import PolicyDSL

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
