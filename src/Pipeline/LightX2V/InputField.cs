using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Pipeline.LightX2V;

/// <summary>A field of <see cref="InputInfo"/> under upstream's name, and how a JSON value is put into it.</summary>
/// <param name="Name">Snake-case name.</param>
/// <param name="Expected">What the field takes, for messages.</param>
/// <param name="TrySet">False when the value is of another type.</param>
internal sealed record InputField(string Name, string Expected, Func<InputInfo, JsonNode, bool> TrySet)
{
    public static readonly IReadOnlyDictionary<string, InputField> All = new InputField[]
    {
        new("seed", "an integer", (i, v) => Is(v, out long seed) && Set(() => i.Seed = seed)),
        Text("prompt", (i, v) => i.Prompt = v),
        Text("prompt_enhanced", (i, v) => i.PromptEnhanced = v),
        Text("negative_prompt", (i, v) => i.NegativePrompt = v),
        Text("image_path", (i, v) => i.ImagePath = v),
        Text("save_result_path", (i, v) => i.SaveResultPath = v),
        new("return_result_tensor", "true or false", (i, v) => Is(v, out bool flag) && Set(() => i.ReturnResultTensor = flag)),
        Text("resize_mode", (i, v) => i.ResizeMode = v),
        Shape("original_shape", (i, v) => i.OriginalShape = v),
        Shape("resized_shape", (i, v) => i.ResizedShape = v),
        Shape("latent_shape", (i, v) => i.LatentShape = v),
        Shape("target_shape", (i, v) => i.TargetShape = v),
        Text("pose", (i, v) => i.Pose = v),
        Text("action_path", (i, v) => i.ActionPath = v),
    }.ToDictionary(f => f.Name, StringComparer.Ordinal);

    private static InputField Text(string name, Action<InputInfo, string> set) =>
        new(name, "a string", (i, v) => Is(v, out string text) && Set(() => set(i, text)));

    private static InputField Shape(string name, Action<InputInfo, IReadOnlyList<int>> set) =>
        new(name, "a list of integers", (i, v) => v is JsonArray array && array.All(s => s is not null && Is(s, out int _))
            && Set(() => set(i, [.. array.Select(s => s!.Deserialize<int>())])));

    private static bool Is<T>(JsonNode node, out T value)
    {
        value = default!;
        if (node is not JsonValue json || (typeof(T) == typeof(string) != (json.GetValueKind() == JsonValueKind.String)))
        {
            return false;
        }

        try
        {
            value = json.Deserialize<T>()!;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Set(Action set)
    {
        set();
        return true;
    }
}
