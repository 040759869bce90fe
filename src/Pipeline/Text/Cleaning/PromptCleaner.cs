using Workbench.Pipeline.Text.Fixing;
using Workbench.Pipeline.Text.Unicode;

namespace Workbench.Pipeline.Text.Cleaning;

/// <summary>Prompt cleaning of Wan: mode "whitespace" of <c>wan/modules/tokenizers.py</c>.</summary>
public static class PromptCleaner
{
    /// <summary>The text that is tokenised.</summary>
    public static string Clean(string prompt, PromptCleaning cleaning = PromptCleaning.Upstream)
    {
        var text = cleaning == PromptCleaning.Upstream ? TextFixer.Fix(prompt) : prompt;
        text = HtmlUnescape.Decode(HtmlUnescape.Decode(text));
        text = PythonWhitespace.Strip(text);
        text = PythonWhitespace.Collapse(text);
        return PythonWhitespace.Strip(text);
    }
}
