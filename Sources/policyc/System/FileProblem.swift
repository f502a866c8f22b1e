import Glibc
import PolicyDSL

/// A file or folder that cannot be read or written, and why.
struct FileProblem: Error {
  /// The path as the user gave it.
  let path: String
  /// Why.
  let reason: Reason

  /// Why a file cannot be used.
  enum Reason {
    /// The error number of the system.
    case system(Int32)
    /// It is larger than any rule file can be.
    case tooLarge
    /// Its name is not UTF-8.
    case unreadableName
    /// The folder is expected to be empty.
    case notEmpty
    /// The system cannot convert the encoding of this name.
    case noConverter(String)
  }

  init(_ path: String, _ reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// Whether Ctrl-C is the reason.
  var isInterruption: Bool {
    if case .system(EINTR) = reason { return true }
    return false
  }

  /// Whether there is no such file or folder.
  var isMissing: Bool {
    if case .system(ENOENT) = reason { return true }
    return false
  }

  /// That there is a file already.
  static func exists(_ path: String) -> FileProblem { FileProblem(path, .system(EEXIST)) }

  /// That Ctrl-C came before the file was complete.
  static func interrupted(_ path: String) -> FileProblem { FileProblem(path, .system(EINTR)) }

  /// That a folder is wanted where something else is.
  static func notFolder(_ path: String) -> FileProblem { FileProblem(path, .system(ENOTDIR)) }

  /// The problem for the user to read.
  var phrase: Phrase {
    let shown = TerminalText.safe(path)
    return Phrase(zh: "`\(shown)`：\(explanation.zh)", en: "`\(shown)`: \(explanation.en)")
  }

  private var explanation: Phrase {
    switch reason {
    case .tooLarge: Phrase(zh: "文件太大，不像规则文件", en: "the file is too large to be a rule file")
    case .notEmpty:
      Phrase(zh: "文件夹里已经有内容", en: "the folder is not empty")
    case .noConverter(let encoding):
      Phrase(
        zh: "文件是 \(encoding) 编码，这台机器没有转换它的程序；另存为“CSV UTF-8（逗号分隔）”",
        en: "the file is in \(encoding), which this system cannot convert; save it as `CSV UTF-8`")
    case .unreadableName:
      Phrase(zh: "名称不是 UTF-8 编码，请改名", en: "the name is not in UTF-8; rename it")
    case .system(let code):
      switch code {
      case ENOENT: Phrase(zh: "没有这个文件或文件夹", en: "there is no such file or folder")
      case EACCES, EPERM: Phrase(zh: "没有权限", en: "permission denied")
      case EISDIR: Phrase(zh: "这是文件夹，不是文件", en: "this is a folder, not a file")
      case ENOTDIR: Phrase(zh: "路径中有一段不是文件夹", en: "a part of the path is not a folder")
      case EEXIST: Phrase(zh: "已经有这个文件", en: "the file exists already")
      case ENOSPC, EDQUOT: Phrase(zh: "磁盘已满", en: "the disk is full")
      case EFBIG: Phrase(zh: "文件太大，写不下", en: "the file is too large to be written")
      case EROFS: Phrase(zh: "磁盘是只读的", en: "the disk is read-only")
      case ELOOP: Phrase(zh: "符号链接绕成了圈", en: "the symbolic links form a loop")
      case ENAMETOOLONG: Phrase(zh: "名称太长", en: "the name is too long")
      case EIO: Phrase(zh: "磁盘读写出错", en: "the disk reports an error")
      case EMFILE, ENFILE: Phrase(zh: "打开的文件太多", en: "too many files are open")
      default: Phrase(zh: "系统错误 \(code)", en: "system error \(code)")
      }
    }
  }
}
