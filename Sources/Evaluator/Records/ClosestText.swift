/// Finds the known text that a mistyped one most resembles.
enum ClosestText {
  /// Returns the closest of `candidates`, or `nil` if none is close enough to be what was meant.
  ///
  /// At most a third of the characters may have to be inserted, deleted or replaced; one in short texts.
  static func to(_ text: String, among candidates: some Sequence<String>) -> String? {
    let target = Array(text.unicodeScalars)
    guard (2...64).contains(target.count) else { return nil }
    var best: (distance: Int, text: String)?
    for candidate in candidates {
      let scalars = Array(candidate.unicodeScalars)
      let allowed = max(1, max(target.count, scalars.count) / 3)
      guard (2...64).contains(scalars.count), abs(scalars.count - target.count) <= allowed else { continue }
      let distance = distance(target, scalars)
      guard distance > 0, distance <= allowed, distance < best?.distance ?? .max else { continue }
      best = (distance, candidate)
    }
    return best?.text
  }

  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var last = Array(0...right.count)
    for (row, scalar) in left.enumerated() {
      var next = [row + 1]
      for column in right.indices {
        let replaced = last[column] + (scalar == right[column] ? 0 : 1)
        next.append(min(next[column] + 1, last[column + 1] + 1, replaced))
      }
      last = next
    }
    return last[right.count]
  }
}
