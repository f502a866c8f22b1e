import PolicyDSL

/// Finds and reads the rule files that the user names.
enum RuleFiles {
  /// How long a rule file may be; a larger one is something else.
  private static let largest = 32 << 20

  /// Returns the rule files at `paths`: each path is a file, or a folder that is searched to the bottom.
  ///
  /// Files found in a folder stand in the order of the bytes of their paths. Hidden files and folders
  /// are left out, and so are folders behind symbolic links, which could lead back to where they stand.
  ///
  /// - Throws: All files that cannot be read at once; or that there is none.
  static func read(_ paths: [String]) throws(CommandFailure) -> [SourceFile] {
    var files: [SourceFile] = []
    var problems: [FileProblem] = []
    var seen: Set<String> = []
    for path in paths {
      for found in find(path, &problems) where seen.insert(found).inserted {
        try Interruption.check()
        do throws(FileProblem) {
          files.append(SourceFile(path: found, bytes: try FileSystem.read(found, limit: largest)))
        } catch {
          problems.append(error)
        }
      }
    }
    guard problems.isEmpty else { throw CommandFailure(.file, problems.map(\.phrase)) }
    guard !files.isEmpty else {
      let shown = paths.map { "`\(TerminalText.safe($0))`" }.joined(separator: " ")
      throw CommandFailure(
        .file, [Phrase(zh: "\(shown) 里没有规则文件", en: "there is no rule file in \(shown)")],
        hint: Phrase(zh: "规则文件的名称以 `.policy` 结尾", en: "the name of a rule file ends in `.policy`"))
    }
    return files
  }

  /// Returns whether the folder of `file` holds rule files that are not among `files`.
  static func hasUnreadNeighbours(_ file: SourceFile, among files: [SourceFile]) -> Bool {
    let folder = file.folder.isEmpty ? "." : file.folder
    guard let entries = try? FileSystem.entries(of: folder) else { return false }
    let known = Set(files.map(\.path))
    return entries.contains { entry in
      isRuleFile(entry.name) && !known.contains(file.folder.isEmpty ? entry.name : join(folder, entry.name))
    }
  }

  /// How many folders above a path are looked at for rule files that were not read.
  private static let levelsAbove = 4

  /// Returns the uppermost folder above the folder at `path` whose rule files mention one of `names` and are
  /// not among `files`.
  static func unreadFolder(above path: String, mentioning names: Set<String>, among files: [SourceFile])
    -> String?
  {
    guard (try? FileSystem.kind(of: path)) == .folder else { return nil }
    let known = Set(files.map(\.path))
    var result: String?
    var folder = path
    for _ in 0..<levelsAbove {
      guard let above = folderAbove(folder) else { break }
      folder = above
      let paths = ((try? FileSystem.entries(of: folder)) ?? []).filter { isRuleFile($0.name) }
        .map { folder == "." ? $0.name : join(folder, $0.name) }
      let mentions = paths.contains { path in
        guard !known.contains(path), let bytes = try? FileSystem.read(path, limit: largest) else {
          return false
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return names.contains { text.contains($0) }
      }
      if mentions { result = folder }
    }
    return result
  }

  /// The folder above a folder, as the user would write it; `nil` above the uppermost.
  private static func folderAbove(_ folder: String) -> String? {
    let parts = folder.split(separator: "/").filter { $0 != "." }
    let root = folder.hasPrefix("/") ? "/" : ""
    guard let last = parts.last else { return root.isEmpty ? ".." : nil }
    if last == ".." { return join(folder, "..") }
    let above = root + parts.dropLast().joined(separator: "/")
    return above.isEmpty ? "." : above
  }

  private static func find(_ path: String, _ problems: inout [FileProblem]) -> [String] {
    do throws(FileProblem) {
      guard try FileSystem.kind(of: path) == .folder else { return [path] }
      return try search(path, &problems).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      problems.append(error)
      return []
    }
  }

  private static func search(
    _ folder: String, _ problems: inout [FileProblem]
  ) throws(FileProblem) -> [String] {
    var found: [String] = []
    var folders = [folder]
    while let next = folders.popLast() {
      if Interruption.isRequested { break }
      do throws(FileProblem) {
        for entry in try FileSystem.entries(of: next) {
          let path = join(next, entry.name)
          // Most entries need no question to the system; of the rest only folders matter.
          let isRuleFile = isRuleFile(entry.name)
          guard entry.isReadable else {
            problems.append(FileProblem(path, .unreadableName))
            continue
          }
          switch try FileSystem.kind(of: path) {
          case .folder: if !FileSystem.isSymbolicLink(path) { folders.append(path) }
          case .file: if isRuleFile { found.append(path) }
          case .other: break
          }
        }
      } catch {
        problems.append(error)
      }
    }
    return found
  }

  private static func isRuleFile(_ name: String) -> Bool { name.hasSuffix(".policy") }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
