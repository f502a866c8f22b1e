/// Finds the periods of a parameter's entries and reports gaps, overlaps and open ends.
enum PeriodChecker {
  /// Returns the period of each entry, in the order of the entries; an entry in error has none.
  ///
  /// An entry without 至 ends the day before the next one begins.
  static func check(_ parameter: ParameterSyntax) -> StageResult<[Period?]> {
    var diagnostics: [Diagnostic] = []
    var periods: [Period?] = []
    if parameter.entries.isEmpty {
      diagnostics.append(.parameterWithoutEntry(parameter.name))
    }
    for (position, entry) in parameter.entries.enumerated() {
      let start = entry.start.date
      let next = position + 1 < parameter.entries.count ? parameter.entries[position + 1] : nil
      if let end = entry.end, end.date < start {
        diagnostics.append(.reversedPeriod(at: entry.start.span.joined(with: end.span)))
        periods.append(nil)
        continue
      }
      guard let next else {
        if entry.end == nil, !entry.isOpenEnded {
          diagnostics.append(.lastEntryWithoutEnd(at: entry.span))
          periods.append(nil)
        } else {
          periods.append(Period(start: start, end: entry.end?.date))
        }
        continue
      }
      let nextStart = next.start.date
      if nextStart <= start {
        diagnostics.append(.entriesOutOfOrder(at: next.start.span, before: entry.start.span))
        periods.append(nil)
        continue
      }
      let end = entry.isOpenEnded ? nil : entry.end?.date ?? nextStart.previous
      if end.map({ $0 >= nextStart }) ?? true {
        diagnostics.append(.periodsOverlap(from: nextStart, at: next.start.span, before: entry.span))
      } else if let end, end.next < nextStart {
        diagnostics.append(
          .periodGap(from: end.next, to: nextStart.previous, at: next.start.span, before: entry.span))
      }
      periods.append(Period(start: start, end: end))
    }
    return StageResult(product: periods, diagnostics: diagnostics)
  }
}
