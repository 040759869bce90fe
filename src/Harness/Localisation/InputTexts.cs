using Workbench.Pipeline.Checkpoints;

namespace Workbench.Harness.Localisation;

/// <summary>The texts of a stage file (prompts, sizes), which pass no tap: where they differ from the golden input's, that is said beside the diagnosis.</summary>
internal static class InputTexts
{
    /// <summary>One sentence for each text that differs; none where an input is not at hand or not readable.</summary>
    public static IEnumerable<string> Differing(string? golden, string? fed, string? reference = null)
    {
        if (golden is null || fed is null || golden == fed)
        {
            return [];
        }

        try
        {
            using var expected = CheckpointFile.Open(golden);
            using var got = CheckpointFile.Open(fed);
            return [.. expected.Metadata.Keys.Union(got.Metadata.Keys).Order(StringComparer.Ordinal)
                .Select(name => (Name: name, Expected: expected.Metadata.GetValueOrDefault(name), Got: got.Metadata.GetValueOrDefault(name)))
                .Where(text => text.Expected != text.Got)
                .Select(text => $"the input's text '{text.Name}' is {Quoted(text.Got)}, in {(reference is null ? "the golden's input" : $"that of {reference}")} it is {Quoted(text.Expected)}")];
        }
        catch (CheckpointException)
        {
            return []; // the diagnosis says so already
        }
    }

    private static string Quoted(string? text) => text is null ? "missing" : $"'{text}'";
}
