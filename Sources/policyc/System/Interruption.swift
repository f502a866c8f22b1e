import Glibc
import Synchronization

/// Whether the user pressed Ctrl-C.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  /// Whether the user pressed Ctrl-C since the tool was started.
  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Makes the first Ctrl-C a request, so that temporary files can be removed; the second one ends
  /// the tool at once.
  static func watch() {
    _ = isRequested  // The flag has to exist before a signal can come.
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in
      Interruption.requested.store(true, ordering: .relaxed)
    }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    _ = unsafe sigaction(SIGINT, &action, nil)
    // A program that starts us from one of its threads may leave the signal blocked.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    unsafe sigprocmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Stops the command if the user pressed Ctrl-C.
  static func check() throws(CommandFailure) {
    if isRequested { throw .interrupted }
  }
}
