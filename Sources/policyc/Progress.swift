import PolicyDSL
import Synchronization

/// Says on a terminal how far a command is, once it has taken more than a second.
///
/// Another task writes, so that what takes long (reading a file, checking rules) need not know of it.
final class Progress: Sendable {
  private let language: Language
  private let show: (@Sendable (String) -> Void)?
  private let state = Mutex(State())

  private struct State {
    /// What is being done; `nil` while something else is printed.
    var phase: Phrase?
    var done = 0
    var total = 0
    /// Whether a line stands on the terminal.
    var isShown = false
    var isStopped = false
  }

  /// Goes to the start of the line and clears it (ECMA-48: CR, EL).
  private static let clearing = "\r\u{1B}[K"

  /// Begins to watch the time.
  ///
  /// - Parameters:
  ///   - show: Writes to the terminal; `nil` where nobody is looking.
  ///   - delay: How long nothing is shown.
  ///   - interval: How often the line is renewed.
  init(
    language: Language, show: (@Sendable (String) -> Void)?, delay: Duration = .seconds(1),
    interval: Duration = .milliseconds(200)
  ) {
    self.language = language
    self.show = show
    guard show != nil else { return }
    Task.detached { [self] in
      try? await Task.sleep(for: delay)
      while renew() { try? await Task.sleep(for: interval) }
    }
  }

  /// Names what is done from now on, and of how many things it consists, if that is known.
  func begin(_ phase: Phrase, total: Int = 0) {
    guard show != nil else { return }
    state.withLock { state in
      state.phase = phase
      state.done = 0
      state.total = total
    }
  }

  /// One more of the things is done.
  func advance() {
    guard show != nil else { return }
    state.withLock { $0.done += 1 }
  }

  /// Takes the line from the terminal until the next thing begins: something is going to be printed.
  func pause() {
    guard let show else { return }
    state.withLock { state in
      state.phase = nil
      if state.isShown { show(Self.clearing) }
      state.isShown = false
    }
  }

  /// Takes the line from the terminal for good.
  func stop() {
    pause()
    state.withLock { $0.isStopped = true }
  }

  /// Renews the line; returns `false` when nothing is shown any more.
  private func renew() -> Bool {
    state.withLock { state in
      guard !state.isStopped, let show else { return false }
      guard let phase = state.phase else { return true }
      var text = phase.text(in: language)
      if state.total > 0 { text += " \(state.done) / \(state.total)" }
      show(Self.clearing + text)
      state.isShown = true
      return true
    }
  }
}

extension Phrase {
  /// Rule files are read and checked.
  static let checkingRules = Phrase(zh: "正在检查规则", en: "checking the rules")
  /// Record files are taken apart.
  static let readingRecords = Phrase(zh: "正在读数据", en: "reading the records")
}
