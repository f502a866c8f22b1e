import Glibc
import PolicyDSL

/// The standard streams and the environment of the process.
enum Terminal {
  /// The streams that the tool writes.
  enum Stream: Int32 {
    /// Standard output.
    case output = 1
    /// Standard error.
    case messages = 2
  }

  /// Whether a stream goes to a terminal.
  static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.rawValue) == 1 }

  /// Writes to the terminal behind the messages, at once; that it cannot be written is nobody's concern.
  static func show(_ text: String) {
    try? FileSystem.writeAll(Array(text.utf8), to: Stream.messages.rawValue, path: "-")
  }

  /// Returns a variable of the environment.
  static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}

/// Writes to a standard stream.
final class DescriptorSink: TextSink {
  private let stream: Terminal.Stream
  private var waiting: [UInt8] = []
  private var state = State.open

  /// A stream, once it fails, takes nothing any more.
  private enum State { case open, readerLeft, failed }

  init(_ stream: Terminal.Stream) { self.stream = stream }

  func write(_ text: String) {
    guard state == .open else { return }
    waiting.append(contentsOf: text.utf8)
    if stream == .messages || waiting.count >= 1 << 16 { flush() }
  }

  @discardableResult func flush() -> Bool {
    if state == .open, !waiting.isEmpty {
      do throws(FileProblem) {
        try FileSystem.writeAll(waiting, to: stream.rawValue, path: "-")
      } catch {
        // Whoever reads through a pipe may stop when it has seen enough.
        state = error.isClosedPipe ? .readerLeft : .failed
      }
      waiting.removeAll(keepingCapacity: true)
    }
    return state != .failed
  }
}

extension FileProblem {
  fileprivate var isClosedPipe: Bool {
    if case .system(EPIPE) = reason { return true }
    return false
  }
}
