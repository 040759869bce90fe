namespace Workbench.Pipeline.Configuration;

/// <summary>One row of <see cref="KernelTable"/>: what an upstream name becomes on a device.</summary>
/// <param name="Site">The key, or "attention" for all attention keys.</param>
/// <param name="Name">Upstream's value.</param>
/// <param name="OnCuda">What runs on CUDA; null: refused.</param>
/// <param name="OnCpu">What runs on the CPU; null: refused.</param>
/// <param name="Reason">Why it is mapped or refused; null where the name runs as it is.</param>
public sealed record KernelRule(string Site, string Name, string? OnCuda, string? OnCpu, string? Reason = null);
