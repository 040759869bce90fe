namespace Workbench.Pipeline.Text.Fixing;

/// <summary>
/// The few hundred characters that UTF-8 turns into when it is read in another encoding, sorted by what they are otherwise used for.
/// Ranges as in a regular expression's character class. The sorting is ftfy's (its documentation, "How the heuristic works").
/// </summary>
internal static class MojibakeCharacters
{
    /// <summary>At home in many contexts.</summary>
    public const string Common = "\u00a0\u00ad·´–—―…’";

    /// <summary>C1 controls.</summary>
    public const string C1 = "\u0080-\u009f";

    /// <summary>Hardly ever meant.</summary>
    public const string Bad = "¤¦¨ª¬¯¸ºƒˆˇ˘˛˜†‡‰⌐◊\ufffd";

    public const string Law = "§¶";

    public const string Currency = "¢£¥₧€";

    /// <summary>Punctuation that begins something.</summary>
    public const string Start = "¡©«¿΄΅‘‚“„•‹\uf8ff";

    /// <summary>Punctuation that ends something.</summary>
    public const string End = "®»˝”›™";

    public const string Numeric = "±-³µ¹¼-¾×÷⁄№∂∆∏∑√∞∩∫≈≠≡≤≥";

    /// <summary>Letters that faces are made of, and so stand in odd places.</summary>
    public const string Kaomoji = "°Ò-ÖÙ-Üò-öø-üŌŐŪŲ";

    public const string UpperAccented = "À-ÑØÜÝĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŒŘŚŞŠŢŤŮŰŸŹŻŽҐ";

    public const string LowerAccented = "ß-ñüāăąćčďđēėęěğģīįķĺļľłœŕśşšťźżžґﬁﬂ";

    /// <summary>Capitals that also end words.</summary>
    public const string UpperCommon = "ÞΆΈ-ΊΌΎΏΑ-ΫЁ-Я";

    public const string LowerCommon = "ά-ωа-џ";

    /// <summary>Box drawing, without the single horizontal line.</summary>
    public const string Box = "│┌┐┘├┤┬┼═-╬▀▄█▌▐-▓";
}
