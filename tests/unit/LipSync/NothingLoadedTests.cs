using System.Reflection;
using Workbench.Pipeline.LipSync;

namespace Workbench.UnitTests.LipSync;

/// <summary>With lip-sync switched off nothing of it may load: no static of these types may hold or make tensors or networks.</summary>
public sealed class NothingLoadedTests
{
    [Fact]
    public void Statics_hold_plain_values_only()
    {
        var statics = typeof(LipSyncPipeline).Assembly.GetTypes()
            .Where(t => t.Namespace?.StartsWith("Workbench.Pipeline.LipSync", StringComparison.Ordinal) == true)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(f => !f.IsLiteral && !f.Name.Contains('<', StringComparison.Ordinal) | f.Name.Contains("BackingField", StringComparison.Ordinal))
            .ToArray();

        Assert.NotEmpty(statics);
        Assert.Empty(statics.Where(f => Mentions(f.FieldType, "TorchSharp") || typeof(IDisposable).IsAssignableFrom(f.FieldType)).Select(f => $"{f.DeclaringType}.{f.Name}"));
    }

    private static bool Mentions(Type type, string assembly) =>
        type.Assembly.GetName().Name == assembly || (type.HasElementType && Mentions(type.GetElementType()!, assembly)) || type.GetGenericArguments().Any(a => Mentions(a, assembly));
}
