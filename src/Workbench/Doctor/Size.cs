using System.Globalization;

namespace Workbench.Cli.Doctor;

/// <summary>Bytes as people read them.</summary>
internal static class Size
{
    public static string Text(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GiB");
}
