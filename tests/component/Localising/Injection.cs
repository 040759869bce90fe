namespace Workbench.ComponentTests.Localising;

/// <summary>One thing that goes wrong, and what must be said of it.</summary>
/// <param name="Stage">The stage it is in.</param>
/// <param name="Kind">Kind of fault, as rows of the table are called.</param>
/// <param name="Text">The fault in whole, for the list of misses.</param>
/// <param name="Tap">The first tap it touches.</param>
internal sealed record Injection(string Stage, string Kind, string Text, string Tap);
