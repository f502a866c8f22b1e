import Glibc

/// The calls to the system that touch files and folders.
enum FileSystem {
  /// What a path leads to.
  enum Kind { case file, folder, other }

  /// One entry of a folder.
  struct Entry {
    /// Its name, with unreadable bytes replaced if `isReadable` is false.
    let name: String
    /// Whether the name is UTF-8.
    let isReadable: Bool
  }

  /// Returns what `path` leads to; a symbolic link counts as what it points at.
  static func kind(of path: String) throws(FileProblem) -> Kind {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw FileProblem(path, .system(errno)) }
    return kind(of: status)
  }

  /// Whether `path` is itself a symbolic link.
  static func isSymbolicLink(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Returns the entries of a folder, hidden ones left out, in the order of their bytes.
  static func entries(of folder: String) throws(FileProblem) -> [Entry] {
    guard let stream = unsafe opendir(folder) else { throw FileProblem(folder, .system(errno)) }
    defer { unsafe _ = closedir(stream) }
    var entries: [Entry] = []
    while true {
      errno = 0
      guard let found = unsafe readdir(stream) else { break }
      let bytes = unsafe withUnsafeBytes(of: &found.pointee.d_name) { name in
        unsafe Array(name.prefix { $0 != 0 })
      }
      if bytes.first == UInt8(ascii: ".") { continue }
      let name = String(validating: bytes, as: UTF8.self)
      entries.append(
        Entry(name: name ?? String(decoding: bytes, as: UTF8.self), isReadable: name != nil))
    }
    guard errno == 0 else { throw FileProblem(folder, .system(errno)) }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Returns the bytes of a file.
  ///
  /// - Throws: A problem if it cannot be read or holds more than `limit` bytes.
  static func read(_ path: String, limit: Int = .max) throws(FileProblem) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileProblem(path, .system(errno)) }
    defer { close(descriptor) }
    return try bytes(of: descriptor, path: path, limit: limit)
  }

  /// Returns everything that stands on the standard input.
  static func readInput() throws(FileProblem) -> [UInt8] { try bytes(of: STDIN_FILENO, path: "-") }

  /// Puts `bytes` in the place of the file at `path`, in one step: another program sees the old file
  /// or the new one, never a part. The permissions stay as they were.
  static func replace(_ path: String, with bytes: [UInt8]) throws(FileProblem) {
    // Behind a symbolic link the file itself is replaced, not the link.
    let target = try resolved(path)
    var status = stat()
    guard unsafe stat(target, &status) == 0, unsafe access(target, W_OK) == 0 else {
      throw FileProblem(path, .system(errno))
    }
    let (temporary, descriptor) = try openTemporary(beside: target)
    do throws(FileProblem) {
      defer { close(descriptor) }
      try writeAll(bytes, to: descriptor, path: path)
      guard fchmod(descriptor, status.st_mode & 0o7777) == 0, fsync(descriptor) == 0 else {
        throw FileProblem(path, .system(errno))
      }
      if Interruption.isRequested { throw FileProblem(path, .system(EINTR)) }
      guard unsafe Glibc.rename(temporary, target) == 0 else { throw FileProblem(path, .system(errno)) }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
  }

  /// Writes a new file.
  ///
  /// - Throws: A problem if there is a file of that name.
  static func create(_ path: String, _ bytes: [UInt8]) throws(FileProblem) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileProblem(path, .system(errno)) }
    defer { close(descriptor) }
    try writeAll(bytes, to: descriptor, path: path)
  }

  /// Writes a temporary file in a folder, through to the disk, and returns its path.
  static func writeTemporary(in folder: String, _ bytes: [UInt8]) throws(FileProblem) -> String {
    let (temporary, descriptor) = try openTemporary(beside: folder + "/", mode: 0o666)
    do throws(FileProblem) {
      defer { close(descriptor) }
      try writeAll(bytes, to: descriptor, path: folder)
      guard fsync(descriptor) == 0 else { throw FileProblem(folder, .system(errno)) }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
    return temporary
  }

  /// Gives a file another name in one step; a file of that name is replaced.
  static func rename(_ path: String, to name: String) throws(FileProblem) {
    guard unsafe Glibc.rename(path, name) == 0 else { throw FileProblem(name, .system(errno)) }
  }

  /// Removes a file; one that is gone already is fine.
  static func remove(_ path: String) throws(FileProblem) {
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw FileProblem(path, .system(errno)) }
  }

  /// Removes a folder if it is empty.
  static func removeEmptyFolder(_ path: String) { unsafe _ = rmdir(path) }

  /// Makes a folder and those above it; one that exists already is fine.
  static func createFolder(_ path: String) throws(FileProblem) {
    if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex {
      let above = String(path[..<slash])
      if unsafe access(above, F_OK) != 0 { try createFolder(above) }
    }
    guard unsafe mkdir(path, 0o777) == 0 || errno == EEXIST else {
      throw FileProblem(path, .system(errno))
    }
  }

  /// Writes all of `bytes`, however often the system takes only a part.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileProblem) {
    var written = 0
    while written < bytes.count {
      let rest = bytes[written...]
      let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        written += count
      } else if errno != EINTR || Interruption.isRequested {
        throw FileProblem(path, .system(errno))
      }
    }
  }

  private static func bytes(
    of descriptor: Int32, path: String, limit: Int = .max
  ) throws(FileProblem) -> [UInt8] {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw FileProblem(path, .system(errno)) }
    if kind(of: status) == .folder { throw FileProblem(path, .system(EISDIR)) }
    var result: [UInt8] = []
    result.reserveCapacity(min(Int(status.st_size) + 1, limit))
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { return result }
      if count > 0 {
        guard result.count + count <= limit else { throw FileProblem(path, .tooLarge) }
        result.append(contentsOf: buffer[..<count])
      } else if errno != EINTR || Interruption.isRequested {
        throw FileProblem(path, .system(errno))
      }
    }
  }

  private static func kind(of status: stat) -> Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .other
    }
  }

  private static func resolved(_ path: String) throws(FileProblem) -> String {
    guard let real = unsafe realpath(path, nil) else { throw FileProblem(path, .system(errno)) }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// Makes a temporary file in the folder of `path`, so that it can be renamed into place.
  private static func openTemporary(
    beside path: String, mode: mode_t = 0o600
  ) throws(FileProblem) -> (path: String, descriptor: Int32) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { String(path[...$0]) } ?? ""
    // A run that was killed may have left a file of the same name behind.
    for attempt in 0..<10_000 {
      let temporary = "\(folder).policyc-\(getpid())-\(attempt)"
      let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      if descriptor >= 0 { return (temporary, descriptor) }
      if errno != EEXIST { break }
    }
    throw FileProblem(path, .system(errno))
  }
}
