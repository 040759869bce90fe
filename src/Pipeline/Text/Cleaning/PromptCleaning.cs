namespace Workbench.Pipeline.Text.Cleaning;

/// <summary>Which steps a prompt goes through before it is tokenised.</summary>
public enum PromptCleaning
{
    /// <summary>As upstream: text repair (ftfy), two HTML unescapes, white space collapsed and stripped.</summary>
    Upstream,

    /// <summary>The same without the text repair: what upstream does where ftfy is missing or stubbed out.</summary>
    WithoutTextRepair,
}
