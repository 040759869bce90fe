namespace Workbench.Pipeline.Hub;

/// <summary>
/// A shell glob as Python's fnmatchcase reads it: * any run (the slash included), ? one character, [abc] [a-z] [!x] sets;
/// a pattern that ends in "/" means everything below. Source: huggingface_hub filter_repo_objects, CPython fnmatch.
/// </summary>
public sealed class HubPattern
{
    private readonly List<Func<char, bool>?> parts = [];

    /// <summary>Compiles <paramref name="pattern"/>; every text is a valid pattern.</summary>
    public HubPattern(string pattern)
    {
        Text = pattern;
        var full = pattern.EndsWith('/') ? pattern + "*" : pattern;
        for (var i = 0; i < full.Length; i++)
        {
            parts.Add(full[i] switch
            {
                '*' => null,
                '?' => _ => true,
                '[' when EndOfSet(full, i) is > 0 and var end => Set(full, ref i, end),
                var c => d => d == c,
            });
        }
    }

    /// <summary>The pattern as given.</summary>
    public string Text { get; }

    /// <summary>Whether the whole of <paramref name="path"/> matches. Linear but for restarts at the last star.</summary>
    public bool Matches(string path)
    {
        int at = 0, part = 0, star = -1, resume = 0;
        while (at < path.Length)
        {
            if (part < parts.Count && parts[part] is null)
            {
                star = part++;
                resume = at;
            }
            else if (part < parts.Count && parts[part]!(path[at]))
            {
                part++;
                at++;
            }
            else if (star >= 0)
            {
                part = star + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }

        return parts.Skip(part).All(p => p is null);
    }

    public override string ToString() => Text;

    /// <summary>Index of the closing bracket, or -1: then the bracket is literal. A ] right after [ or [! belongs to the set.</summary>
    private static int EndOfSet(string text, int open)
    {
        var start = open + 1;
        start += start < text.Length && text[start] == '!' ? 1 : 0;
        return start < text.Length ? text.IndexOf(']', start + (text[start] == ']' ? 1 : 0)) : -1;
    }

    private static Func<char, bool> Set(string text, ref int at, int end)
    {
        var start = at + 1;
        var negated = text[start] == '!';
        var body = text[(negated ? start + 1 : start)..end];
        at = end;
        var ranges = new List<(char From, char To)>();
        for (var i = 0; i < body.Length; i++)
        {
            // A dash between two characters is a range (empty when reversed); at either end it is itself.
            var range = i + 2 < body.Length && body[i + 1] == '-';
            ranges.Add((body[i], range ? body[i + 2] : body[i]));
            i += range ? 2 : 0;
        }

        return c => ranges.Any(r => c >= r.From && c <= r.To) != negated;
    }
}
