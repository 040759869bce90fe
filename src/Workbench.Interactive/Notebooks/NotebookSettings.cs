using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Interactive.Notebooks;

/// <summary>
/// Changes settings from outside: <c>--set model=/path</c> rewrites the literal of the first line <c>var model = "...";</c> of a notebook.
/// Only lines that give a variable a plain literal count, so nothing but a value ever changes.
/// </summary>
public static partial class NotebookSettings
{
    /// <summary>Names that can be set, with their values as written.</summary>
    public static IReadOnlyDictionary<string, string> Of(NotebookFile notebook)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var match in notebook.Code.SelectMany(c => Setting().Matches(c.Source)))
        {
            found.TryAdd(match.Groups["name"].Value, match.Groups["value"].Value);
        }

        return found;
    }

    /// <summary>Applies <c>name=value</c>.</summary>
    /// <exception cref="NotebookException">No such setting, or a value of another kind.</exception>
    public static void Apply(NotebookFile notebook, string setting)
    {
        var at = setting.IndexOf('=', StringComparison.Ordinal);
        if (at < 1)
        {
            throw new NotebookException($"--set {setting}: expected name=value.", 2);
        }

        var (name, value) = (setting[..at], setting[(at + 1)..]);
        foreach (var cell in notebook.Code)
        {
            var match = Setting().Matches(cell.Source).FirstOrDefault(m => m.Groups["name"].Value == name);
            if (match is not null)
            {
                var old = match.Groups["value"];
                cell.Source = cell.Source[..old.Index] + Literal(name, old.Value, value) + cell.Source[(old.Index + old.Length)..];
                return;
            }
        }

        throw new NotebookException($"--set {setting}: {notebook.Path} has no setting '{name}'.\nExpected one of {string.Join(", ", Of(notebook).Keys)}.", 2);
    }

    /// <summary>The value as a literal of the kind that stands there.</summary>
    private static string Literal(string name, string old, string value)
    {
        if (old.StartsWith('"'))
        {
            return "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
        }

        var fits = old is "true" or "false" ? value is "true" or "false"
            : old.Contains('.', StringComparison.Ordinal) ? double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            : long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        return fits ? value : throw new NotebookException($"--set {name}={value}: expected a value like {old}.", 2);
    }

    [GeneratedRegex("""^(?:var|string|bool|int|long|double) (?<name>\w+) = (?<value>"(?:[^"\\\n]|\\.)*"|true|false|-?[0-9]+(?:\.[0-9]+)?);""", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
