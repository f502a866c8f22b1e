/// Which files make up which rule set.
enum RuleSetLayout {
  /// A folder with files of its own, and the positions of the files it sees.
  struct RuleSet {
    let folder: String
    let files: [Int]
  }

  /// Returns the rule sets among `files`, ordered by folder.
  ///
  /// A rule set sees the files of its folder and of the folders above it, so siblings do not see
  /// each other and shared declarations stand above.
  static func ruleSets(of files: [SourceFile]) -> [RuleSet] {
    let folders = Set(files.map(\.folder)).sorted { Name($0) < Name($1) }
    return folders.map { folder in
      let visible = files.indices.filter { position in
        let own = files[position].folder
        return own == folder || own.isEmpty || folder.hasPrefix(own + "/")
      }
      return RuleSet(folder: folder, files: visible)
    }
  }
}
