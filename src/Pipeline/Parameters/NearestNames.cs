namespace Workbench.Pipeline.Parameters;

/// <summary>Suggestions for a misspelt name, by edit distance.</summary>
public static class NearestNames
{
    /// <summary>State-dict keys are shorter; a hostile file's names must not make a message expensive.</summary>
    private const int LongestCandidate = 256;

    /// <summary>The <paramref name="count"/> nearest candidates, nearest first.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> candidates, int count = 3) =>
        [.. candidates.Where(c => c.Length <= LongestCandidate).Select(c => (Name: c, Distance: Distance(name, c))).OrderBy(c => c.Distance).ThenBy(c => c.Name, StringComparer.Ordinal).Take(count).Select(c => c.Name)];

    /// <summary>Levenshtein distance.</summary>
    public static int Distance(string a, string b)
    {
        Span<int> row = b.Length < 512 ? stackalloc int[b.Length + 1] : new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
